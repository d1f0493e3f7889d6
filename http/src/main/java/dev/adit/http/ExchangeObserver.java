// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;

/**
 * Watches one exchange: access log, metrics, capture. Called on the exchange's event loop; must not block. Buffers are
 * borrowed: read them during the call without moving their indices, and copy what is to be kept.
 */
public interface ExchangeObserver {
    /** Watches nothing and costs nothing. */
    ExchangeObserver NONE = new ExchangeObserver() {};

    /** What error pages and logs call this exchange; empty when it has no name. */
    default String requestId() {
        return "";
    }

    /** The request head as received; valid only during this call. */
    default void onRequest(MessageHead head) {}

    /** Content of the request, without its framing. */
    default void onRequestContent(ByteBuf content) {}

    /** A response head as received, interim ones too; valid only during this call. */
    default void onResponse(MessageHead head) {}

    /** Content of the response, without its framing. */
    default void onResponseContent(ByteBuf content) {}

    /** The exchange is over; called exactly once. */
    default void onEnd(ExchangeEnd end) {}
}
