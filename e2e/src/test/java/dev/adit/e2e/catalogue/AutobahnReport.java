// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Loops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Not a test: plays Autobahn's cases against an echo service, directly and through a tunnel (WS-06). Its name keeps it
 * out of {@code ./test}; {@code e2e/autobahn/run} runs it.
 */
final class AutobahnReport {
    /** Ten times what a quiet machine takes. */
    private static final int MOST_MINUTES = 8;

    private static final Path SUITE = Path.of("target", "autobahn");

    @Test
    @Timeout(value = MOST_MINUTES + 1, unit = TimeUnit.MINUTES)
    void theTunnelChangesNothing(Loops loops) throws Exception {
        Channel service = echo(loops);
        int port = ((InetSocketAddress) service.localAddress()).getPort();
        try (House house = House.open(Place.ADIT_PATH, port, config -> config)) {
            String direct = "ws://127.0.0.1:" + port + "/";
            String tunnel = "ws://127.0.0.1:" + house.port() + Place.ADIT_PATH.prefix() + "/";
            assertEquals(0, play(direct, tunnel), "see target/autobahn/output");
        } finally {
            service.close().syncUninterruptibly();
        }
    }

    private static int play(String direct, String tunnel) throws IOException, InterruptedException {
        String jars = SUITE.resolve("jython-standalone-2.7.2.jar") + ":"
                + SUITE.resolve("autobahntestsuite-maven-plugin-0.1.5.jar");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process suite = new ProcessBuilder(
                        java,
                        "-Xmx512m",
                        "-cp",
                        jars,
                        "org.python.util.jython",
                        Path.of("autobahn", "play.py").toString(),
                        direct,
                        tunnel,
                        SUITE.resolve("reports").toString())
                .redirectErrorStream(true)
                .redirectOutput(SUITE.resolve("output").toFile())
                .start();
        try {
            assertTrue(suite.waitFor(MOST_MINUTES, TimeUnit.MINUTES), "not over in time");
            return suite.exitValue();
        } finally {
            suite.destroyForcibly();
        }
    }

    private static Channel echo(Loops loops) {
        WebSocketServerProtocolConfig config = WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/")
                .checkStartsWith(true)
                .maxFramePayloadLength(32 << 20)
                .build();
        return new ServerBootstrap()
                .group(loops.group())
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel visitor) {
                        visitor.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(8192))
                                .addLast(new WebSocketServerProtocolHandler(config), new Echo());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    private static final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            context.writeAndFlush(frame.retain());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // A frame that is none: the decoder has answered it with a close frame, which is what the cases look at.
        }
    }
}
