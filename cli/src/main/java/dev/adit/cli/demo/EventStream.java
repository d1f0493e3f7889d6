// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;

/** Server-sent events: one at once, then one per second until the visitor goes. */
final class EventStream implements Exchange {
    private final HttpRequest request;
    private final SecondHand ticks = new SecondHand();

    EventStream(HttpRequest request) {
        this.request = request;
    }

    @Override
    public void onRequestEnd(ChannelHandlerContext context) {
        HttpResponse head = Answer.head(HttpResponseStatus.OK, "text/event-stream");
        // An HTTP/1.0 visitor knows no chunks: there the close is the end.
        HttpUtil.setTransferEncodingChunked(head, request.protocolVersion().isKeepAliveDefault());
        context.writeAndFlush(head);
        if (request.method().equals(HttpMethod.HEAD)) {
            Exchange.end(context, LastHttpContent.EMPTY_LAST_CONTENT);
            return;
        }
        ticks.start(context, tick -> send(context, tick));
    }

    private static void send(ChannelHandlerContext context, long tick) {
        String event = "id: " + tick + "\ndata: {\"tick\":" + tick + "}\n\n";
        context.writeAndFlush(new DefaultHttpContent(Unpooled.copiedBuffer(event, UTF_8)));
    }

    @Override
    public void onClosed() {
        ticks.stop();
    }
}
