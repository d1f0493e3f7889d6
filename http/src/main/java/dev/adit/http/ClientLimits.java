// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

/**
 * What a connection's client has to keep to beyond the form of its messages; 0 means that anything goes. Immutable.
 *
 * @param bodyRateBytes least bytes a second of a request body, once it has begun and while no answer has; then 408
 * @param answerRateBytes least bytes a second that are taken of an answer that waits for the client; then it is cut
 * @param requests most requests of a connection; it is closed after the last answer
 */
public record ClientLimits(int bodyRateBytes, int answerRateBytes, int requests) {
    public static final ClientLimits NONE = new ClientLimits(0, 0, 0);

    public ClientLimits {
        if (bodyRateBytes < 0 || answerRateBytes < 0 || requests < 0) {
            throw new IllegalArgumentException("a limit of a client is negative; use 0 for none");
        }
    }

    boolean hasRates() {
        return bodyRateBytes > 0 || answerRateBytes > 0;
    }
}
