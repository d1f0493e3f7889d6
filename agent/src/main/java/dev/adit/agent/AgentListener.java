// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import java.time.Duration;

/**
 * Hears what an agent does: its only way of telling anybody. Every call comes on the agent's event loop and must not
 * block; no text holds a secret.
 */
public interface AgentListener {
    /** Hears nothing. */
    AgentListener NONE = new AgentListener() {
        @Override
        public boolean hearsRequests() {
            return false;
        }
    };

    /** A dial begins. */
    default void onConnecting(ServerAddress server) {}

    /** A step of a dial takes longer than it should; the dial goes on. */
    default void onSlowStep(String step, Duration sofar) {}

    /** A tunnel can be reached; comes again after each reconnect. */
    default void onReady(TunnelReady tunnel) {}

    /** Whether {@link #onRequest} is to be called; a record that nobody hears is not made. */
    default boolean hearsRequests() {
        return true;
    }

    /** An HTTP exchange ended. */
    default void onRequest(RequestRecord request) {}

    /** There is no session, and a new dial begins after the delay; also when the first dial fails. */
    default void onDisconnected(String reason, Duration retryIn) {}

    /** The server refused a tunnel, or with an empty name the session, for good. */
    default void onRefused(String tunnel, String code, String message) {}

    /** The server does not grant a tunnel yet, and is asked again after the delay. */
    default void onClaimDelayed(String tunnel, String code, String message, Duration retryIn) {}

    /** A newer session of the same owner took a tunnel over. */
    default void onReplaced(String tunnel, String message) {}

    /** The server goes away; exchanges that run are finished while a new session is dialled. */
    default void onDraining(Duration grace) {}

    /** The local service could not be reached; told once until it could again. */
    default void onServiceDown(Target target, String why) {}

    /** A defect of ours surfaced; what it hit has been ended. */
    default void onDefect(Throwable defect) {}
}
