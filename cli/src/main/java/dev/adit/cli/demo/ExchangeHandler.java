// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Runs the exchanges of one connection one after the other; reads the next message only when the last one was used up.
 * Confined to the connection's event loop.
 */
final class ExchangeHandler extends ChannelDuplexHandler {
    private @Nullable Exchange current;
    private boolean wanted;

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.channel().read();
    }

    @Override
    public void read(ChannelHandlerContext context) {
        wanted = true;
        context.read();
    }

    /** The flow control forgets a read that this round of the socket could not satisfy. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (wanted) {
            context.read();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        wanted = false;
        try {
            if (message instanceof HttpRequest request) {
                onRequest(context, request);
            }
            if (message instanceof HttpContent content) {
                onContent(context, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void onRequest(ChannelHandlerContext context, HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            context.close();
            return;
        }
        current = Routes.exchange(request);
        if (HttpUtil.is100ContinueExpected(request)) {
            context.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
        context.channel().read();
    }

    private void onContent(ChannelHandlerContext context, HttpContent content) {
        Exchange exchange = current;
        if (exchange == null || content.decoderResult().isFailure()) {
            context.close();
            return;
        }
        exchange.onBody(content.content());
        if (content instanceof LastHttpContent) {
            exchange.onRequestEnd(context);
        } else {
            context.channel().read();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (current != null && context.channel().isWritable()) {
            current.onWritable(context);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (current != null) {
            current.onClosed();
        }
        current = null;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
