// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

/**
 * How a run of an agent ended. Immutable.
 *
 * @param code the server's stable code of a refusal, else empty
 * @param message for people; never a secret
 */
public record AgentEnd(Cause cause, String code, String message) {
    /** What ended it. */
    public enum Cause {
        /** It was asked to end. */
        CLOSED,
        /** The server refused every tunnel, or the key, for good. */
        REFUSED,
        /** Newer sessions of the same owner took all names over. */
        REPLACED,
        /** There was no session for longer than the configuration allows. */
        DISCONNECTED
    }
}
