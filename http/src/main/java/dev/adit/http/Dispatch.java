// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.channel.EventLoop;

/** What becomes of one request. Immutable. */
public sealed interface Dispatch {
    /** It goes on to an upstream, and the response comes back. */
    record Forward(UpstreamSource source, RequestEdit request, ResponseEdit response, ExchangeObserver observer)
            implements Dispatch {}

    /** It is answered here. */
    record Respond(Answer answer) implements Dispatch {}

    /** It fails here; the message names cause and fix. */
    record Refuse(ErrorCode code, String message) implements Dispatch {}

    /** The link leaves HTTP; whoever takes it answers. */
    record Take(LinkTaker taker) implements Dispatch {}

    /** It is to be asked again on another event loop, to which the connection moves first. */
    record Move(EventLoop loop) implements Dispatch {}
}
