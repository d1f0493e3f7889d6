// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

/** How far the opening of a stream has come. An own stream goes through all steps, a peer's one begins at SENT. */
enum Opening {
    /** Behind too many others; nothing of it may leave. */
    WAITING,
    /** May leave; the next frame of the stream carries SYN. */
    ADMITTED,
    /** SYN has crossed, ACK has not. */
    SENT,
    /** Both ends have said so. */
    ACKNOWLEDGED
}
