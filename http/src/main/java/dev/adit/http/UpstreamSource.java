// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

/** Where the links for requests come from: a session that opens streams, or a pool of connections to a service. */
public interface UpstreamSource {
    /**
     * Gives a link for one request; what is written before it is connected waits. Failure to connect arrives as
     * {@link LinkReceiver#onAborted}, never from within this call.
     *
     * @param fresh wants a new link, since a reused one has just failed
     */
    UpstreamLink open(LinkReceiver receiver, boolean fresh);
}
