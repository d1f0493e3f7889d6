// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.wire.WebSocketCarrier;
import dev.adit.yamux.SessionEnd;
import java.time.Duration;
import java.util.Optional;

/** One session with the server, in one of the two protocols. Confined to the agent's event loop. */
sealed interface ServerSession permits AditSession, ExioSession {
    /** What a session tells the run it belongs to. */
    interface Owner {
        /** A tunnel can be reached under this URL. */
        void onReady(ServerSession session, TunnelState tunnel, String url);

        /** A tunnel is refused for good. */
        void onRefused(ServerSession session, TunnelState tunnel, String code, String message);

        /** A tunnel was taken over by a newer session. */
        void onReplaced(ServerSession session, TunnelState tunnel, String message);

        /** The server refuses the whole session, for good or until the wait is over; it is closed after this. */
        void onSessionRefused(String code, String message, Optional<Duration> retryAfter);

        /** The server goes away; a new session is wanted, this one finishes. */
        void onDraining(ServerSession session, Duration grace);

        /** The session is over; last call. */
        void onClosed(ServerSession session, SessionEnd end);
    }

    /** The connection below. */
    WebSocketCarrier carrier();

    /** Says that no new streams are wanted; those that run go on. */
    void leave();

    /** How many visitors' streams run. */
    int runningStreams();
}
