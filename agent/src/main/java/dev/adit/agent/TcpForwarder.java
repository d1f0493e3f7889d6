// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Link;
import dev.adit.http.LinkFailure;
import dev.adit.http.LinkReceiver;
import dev.adit.http.Pipe;
import dev.adit.http.SocketLink;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * Joins each stream of a TCP tunnel with a connection of its own to the service: bytes, half-closes and resets pass
 * both ways (WS-05). Confined to the agent's event loop.
 */
final class TcpForwarder implements StreamForwarder {
    private static final Pipe.Observer UNWATCHED = new Pipe.Observer() {};

    private final LocalDialer dialer;
    private final Optional<ProxyProtocol> proxyProtocol;

    TcpForwarder(LocalDialer dialer, Optional<ProxyProtocol> proxyProtocol) {
        this.dialer = dialer;
        this.proxyProtocol = proxyProtocol;
    }

    @Override
    public void forward(Link link, Visit visit) {
        Waiting waiting = new Waiting(link, visit);
        link.pauseReading();
        link.receiver(waiting);
        dialer.connect(waiting);
    }

    @Override
    public void turnAway(Link link) {
        link.abort();
    }

    @Override
    public void close() {
        // Nothing is kept between streams.
    }

    /** A stream whose connection is being made: it is not read, but may break. */
    private final class Waiting implements LinkReceiver, LocalDialer.Outcome {
        private final Link stream;
        private final Visit visit;
        private boolean gone;
        private boolean finished;

        Waiting(Link stream, Visit visit) {
            this.stream = stream;
            this.visit = visit;
        }

        @Override
        public void onConnected(SocketLink service) {
            if (gone) {
                service.abort();
                return;
            }
            proxyProtocol.ifPresent(version -> service.write(ProxyHeader.of(version, visit, service)));
            Pipe.join(stream, service, UNWATCHED);
            if (finished) {
                service.finish();
            }
        }

        @Override
        public void onFailed(LinkFailure failure) {
            if (!gone) {
                stream.abort();
            }
        }

        @Override
        public void onAborted(LinkFailure failure) {
            gone = true;
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            bytes.release();
            throw new IllegalStateException("bytes while reading is paused");
        }

        @Override
        public void onFinished() {
            finished = true; // an end without bytes before it needs no reading
        }

        @Override
        public void onWritable() {
            // Nothing was written yet.
        }
    }
}
