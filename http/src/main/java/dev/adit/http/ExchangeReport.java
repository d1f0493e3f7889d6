// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Optional;

/**
 * What an exchange tells its observer, and the counts that are told at its end. Confined to the exchange's event loop.
 */
final class ExchangeReport {
    private final ExchangeObserver observer;
    private final Clock clock;
    private final long startedNanos;
    private long requestBytes;
    private long responseBytes;
    private int status;

    ExchangeReport(ExchangeObserver observer, Clock clock) {
        this.observer = observer;
        this.clock = clock;
        startedNanos = clock.nanoTime();
    }

    String requestId() {
        return observer.requestId();
    }

    long requestBytes() {
        return requestBytes;
    }

    void onRequest(MessageHead head) {
        observer.onRequest(head);
    }

    /** Content that goes on to the upstream; borrows it. */
    void onRequestContent(ByteBuf content) {
        requestBytes += content.readableBytes();
        observer.onRequestContent(content);
    }

    /** Content that was received and goes nowhere; borrows it. */
    void onRefusedContent(ByteBuf content) {
        requestBytes += content.readableBytes();
    }

    void onResponse(MessageHead head) {
        status = head.status;
        observer.onResponse(head);
    }

    /** Content that goes on to the client; borrows it. */
    void onResponseContent(ByteBuf content) {
        responseBytes += content.readableBytes();
        observer.onResponseContent(content);
    }

    /** The exchange ended with the upstream's answer, however it went. */
    void onEnd(ExchangeEnd.Outcome outcome, Optional<ErrorCode> failure, String detail) {
        onEnd(outcome, status, failure, detail);
    }

    /** The exchange ended with another status than the upstream's. */
    void onEnd(ExchangeEnd.Outcome outcome, int endStatus, Optional<ErrorCode> failure, String detail) {
        Duration duration = Duration.ofNanos(clock.nanoTime() - startedNanos);
        observer.onEnd(new ExchangeEnd(outcome, endStatus, failure, detail, requestBytes, responseBytes, duration));
    }
}
