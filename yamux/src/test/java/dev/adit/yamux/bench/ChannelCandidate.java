// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux.bench;

import dev.adit.yamux.Session;
import dev.adit.yamux.Stream;
import dev.adit.yamux.StreamEvents;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/** Exchanges on a child channel around each stream, at both ends, with a pipeline of one handler. */
final class ChannelCandidate implements Candidate {
    private final EventLoop loop;

    ChannelCandidate(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public void open(Session session, Tally tally) {
        StreamChannel channel = channel(tally, false);
        channel.carriedBy(session.open(channel));
        loop.register(channel);
        channel.send(tally.request());
    }

    @Override
    public StreamEvents accept(Stream stream, Tally tally) {
        StreamChannel channel = channel(tally, true);
        channel.carriedBy(stream);
        loop.register(channel);
        return channel;
    }

    private static StreamChannel channel(Tally tally, boolean answers) {
        StreamChannel channel = new StreamChannel();
        channel.pipeline().addLast(new End(channel, tally, answers));
        return channel;
    }

    private static final class End extends ChannelInboundHandlerAdapter {
        private final StreamChannel channel;
        private final Tally tally;
        private final boolean answers;

        End(StreamChannel channel, Tally tally, boolean answers) {
            this.channel = channel;
            this.tally = tally;
            this.answers = answers;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            tally.received((ByteBuf) message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event != ChannelInputShutdownEvent.INSTANCE) {
                return;
            }
            if (answers) {
                channel.send(tally.response());
            } else {
                tally.ended();
            }
            context.close();
        }
    }
}
