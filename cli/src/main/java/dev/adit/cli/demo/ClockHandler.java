// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** The WebSocket clock: a tick each second, and every text message back as it came. Confined to the loop. */
final class ClockHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final SecondHand ticks = new SecondHand();

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
            context.channel().config().setAutoRead(true);
            ticks.start(context, tick -> send(context, tick));
        }
        super.userEventTriggered(context, event);
    }

    private static void send(ChannelHandlerContext context, long tick) {
        String time = LocalTime.now(ZoneId.systemDefault()).format(TIME);
        context.writeAndFlush(new TextWebSocketFrame("{\"tick\":" + tick + ",\"time\":\"" + time + "\"}"));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame text) {
            context.writeAndFlush(text.retain());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        ticks.stop();
        super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
