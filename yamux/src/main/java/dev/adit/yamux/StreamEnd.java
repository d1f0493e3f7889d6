// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

/** Why a stream broke. */
public enum StreamEnd {
    /** RST from the peer after it had acknowledged the stream. */
    RESET_BY_PEER,
    /** The peer answered the opening with RST, or said GoAway before the opening left (Y-14). */
    OPEN_REFUSED,
    /** The opening waited too long for an earlier one to be acknowledged and never left (Y-15). */
    OPEN_TIMEOUT,
    /** The peer did not acknowledge the stream in time (Y-16). */
    ACK_TIMEOUT,
    /** The session ended under the stream. */
    SESSION_LOST,
    /** The session buffered too much and this stream's reader had stood still longest (Y-26). */
    STALLED,
    /** Nobody read the stream any more and the peer did not finish in time (Y-17). */
    ABANDONED,
    /** The peer broke the rules of this stream, e.g. data after FIN (Y-13). */
    PEER_VIOLATION
}
