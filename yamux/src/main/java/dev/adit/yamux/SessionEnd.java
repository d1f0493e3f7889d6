// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

/**
 * Why a session ended. Immutable.
 *
 * @param cause what happened
 * @param code the GoAway code that was sent or received, INTERNAL_ERROR when none was
 * @param detail for logs, with the offending value; never a secret
 */
public record SessionEnd(Cause cause, GoAwayCode code, String detail) {
    /** What ended the session. */
    public enum Cause {
        /** {@link Session#close} on this end. */
        CLOSED,
        /** After a polite GoAway of either end the last stream finished. */
        DRAINED,
        /** The peer said GoAway with an error code. */
        FAILED_BY_PEER,
        /** The peer broke the protocol, flooded, or opened what it may not; it was sent GoAway(1). */
        PEER_VIOLATION,
        /** Not one byte came for two ping intervals. */
        SILENT,
        /** Frames waited and the carrier took none of them for too long (Y-23). */
        WRITE_STALLED,
        /** Several openings in a row were never acknowledged (Y-16). */
        UNACKNOWLEDGED,
        /** The peer ended the byte link in order. */
        CLOSED_BY_PEER,
        /** The byte link died. */
        CARRIER_LOST,
        /** A bug of ours, thrown out of {@link Session#receive} as well. */
        BUG
    }
}
