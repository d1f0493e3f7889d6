// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.registry;

import dev.adit.http.LinkReceiver;
import dev.adit.http.UpstreamLink;
import dev.adit.wire.ReleaseReason;
import dev.adit.wire.StreamPreamble;
import io.netty.channel.EventLoop;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What serves a tunnel, as registry and edge see it: a session with an agent, or the pool of a pool client's links. All
 * of it lives on one event loop, to which the visitors' connections come.
 */
public interface TunnelSession {
    /** The event loop on which all streams of the session live. */
    EventLoop loop();

    /** Whether a stream may be opened now. */
    enum Readiness {
        READY,
        /** The agent is there and too many openings wait for it. */
        BUSY,
        /** The session is about to end. */
        AWAY;

        /**
         * What it is for a session that stands or not, and whose engine opens streams or not.
         *
         * @param opens asked only for one that stands: before it is connected a session has no engine
         */
        public static Readiness of(boolean stands, BooleanSupplier opens) {
            if (!stands) {
                return AWAY;
            }
            return opens.getAsBoolean() ? READY : BUSY;
        }
    }

    /** Whether a stream may be opened now. Only on the session's event loop. */
    Readiness readiness();

    /** Opens a stream to the tunnel's local service. Only on the session's event loop, and while it is ready. */
    UpstreamLink open(StreamPreamble preamble, LinkReceiver receiver);

    /** Whether error answers that come from this agent can be believed to be its own: it speaks adit.1, or said so. */
    boolean isTrusted();

    /** Asks the agent for a sign of life and tells within a second whether one came. From any thread. */
    void probe(Consumer<Boolean> alive);

    /** The tunnel is no longer this session's. From any thread. */
    void released(Tunnel tunnel, ReleaseReason reason, String message);
}
