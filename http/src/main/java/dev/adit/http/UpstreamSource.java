// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.channel.EventLoop;
import java.util.Optional;

/** Where the links for requests come from: a session that opens streams, or a pool of connections to a service. */
public interface UpstreamSource {
    /**
     * Gives a link for one request; what is written before it is connected waits. Failure to connect arrives as
     * {@link LinkReceiver#onAborted}, never from within this call.
     *
     * @param fresh wants a new link, since a reused one has just failed
     */
    UpstreamLink open(LinkReceiver receiver, boolean fresh);

    /** Whether {@link #elsewhere} may ever name a place, so that it is worth keeping what was sent. */
    default boolean mayMove() {
        return false;
    }

    /**
     * Where a request can go whose link was lost with its agent: the event loop on which {@link #open} leads to another
     * one from now on, when it {@link #isReady} there; empty when there is none. Asked on the exchange's event loop.
     */
    default Optional<EventLoop> elsewhere() {
        return Optional.empty();
    }

    /** Whether {@link #open} may be called now. On the event loop that {@link #elsewhere} named. */
    default boolean isReady() {
        return true;
    }
}
