// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.time.Duration;

/**
 * How long each step may take; zero means for ever. Time in which we ourselves pause reading does not count. There is
 * no limit on the total time of an exchange, and none at all on an upgraded connection. Immutable.
 *
 * @param header from the first byte of a head to its end; then 408
 * @param requestBodyIdle without a byte of the request body while no answer has begun; then 408
 * @param responseHead from the end of the request to the answer's head; then 504
 * @param exchangeIdle within an answer, without a byte either way; then the exchange is cut
 * @param keepAliveIdle between two requests of a connection, in which the client also takes its answers; then it is
 *     closed
 * @param linger after an answer that closes the connection, for reading and dropping what still arrives
 */
public record HttpTimeouts(
        Duration header,
        Duration requestBodyIdle,
        Duration responseHead,
        Duration exchangeIdle,
        Duration keepAliveIdle,
        Duration linger) {

    public static final HttpTimeouts DEFAULT = new HttpTimeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofSeconds(75),
            Duration.ofSeconds(1));

    public HttpTimeouts {
        for (Duration timeout :
                new Duration[] {header, requestBodyIdle, responseHead, exchangeIdle, keepAliveIdle, linger}) {
            if (timeout.isNegative()) {
                throw new IllegalArgumentException("a timeout of " + timeout + " is negative; use 0 for none");
            }
        }
    }

    /** The duration as a message names it. */
    static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
