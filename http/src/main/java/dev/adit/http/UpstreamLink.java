// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.time.Duration;

/** A link on which one request is sent and its responses come back. Confined to its event loop. */
public interface UpstreamLink extends Link {
    /** Whether the link has served an exchange before, so that it may have died unnoticed in between. */
    boolean isReused();

    /** Whether nothing of what was written has left yet, nor will while this is asked: it waits to be opened. */
    default boolean isUnsent() {
        return false;
    }

    /** The peer announced how long it keeps an idle connection ({@code Keep-Alive: timeout}). */
    default void onKeepAlive(Duration timeout) {}

    /** The request is whole; a link that carries one exchange only ends its output. */
    void endRequest();

    /**
     * The exchange is over. Both messages were whole, so the link may serve another one when {@code reusable};
     * otherwise it ends in order. The receiver hears nothing more.
     */
    void release(boolean reusable);
}
