// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;

/** Hands the connection over to Netty's WebSocket handler and the clock. */
final class ClockUpgrade implements Exchange {
    private final HttpRequest request;

    ClockUpgrade(HttpRequest request) {
        this.request = request;
    }

    @Override
    public void onRequestEnd(ChannelHandlerContext context) {
        var config = WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/clock")
                .checkStartsWith(true)
                .build();
        context.pipeline().addLast(new WebSocketServerProtocolHandler(config), new ClockHandler());
        context.pipeline().remove(HttpServerKeepAliveHandler.class);
        context.pipeline().remove(context.handler());
        // The handshake needs the head alone, as one message; the body, if any, was read.
        context.fireChannelRead(new DefaultFullHttpRequest(
                request.protocolVersion(),
                request.method(),
                request.uri(),
                Unpooled.EMPTY_BUFFER,
                request.headers(),
                EmptyHttpHeaders.INSTANCE));
    }
}
