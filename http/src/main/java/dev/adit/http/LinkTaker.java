// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;

/** Takes over a link from HTTP after a request, for a protocol of its own. */
@FunctionalInterface
public interface LinkTaker {
    /** The link is the taker's now, with the bytes that arrived behind the request head; takes ownership of both. */
    void take(Link link, ByteBuf leftover);
}
