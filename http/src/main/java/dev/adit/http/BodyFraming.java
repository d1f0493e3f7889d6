// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

/** How the end of a message body is found (RFC 9112 section 6.3). Immutable. */
public sealed interface BodyFraming {
    BodyFraming NONE = new None();
    BodyFraming CHUNKED = new Chunked();
    BodyFraming UNTIL_CLOSE = new UntilClose();

    /** There is no body. */
    record None() implements BodyFraming {}

    /** A body of exactly so many bytes, at least one. */
    record Length(long bytes) implements BodyFraming {}

    /** Chunks, the last of length zero, then trailers. */
    record Chunked() implements BodyFraming {}

    /** All bytes until the sender ends its output. */
    record UntilClose() implements BodyFraming {}

    /** The framing of a scanned request. */
    static BodyFraming ofRequest(MessageHead head) {
        if (head.chunked) {
            return CHUNKED;
        }
        return head.contentLength > 0 ? new Length(head.contentLength) : NONE;
    }

    /** The framing of a scanned response to a request; HEAD, 1xx, 204 and 304 never have a body. */
    static BodyFraming ofResponse(MessageHead head, boolean toHead) {
        if (toHead || head.status < 200 || head.status == 204 || head.status == 304) {
            return NONE;
        }
        if (head.chunked) {
            return CHUNKED;
        }
        if (head.contentLength == MessageHead.NO_LENGTH) {
            return UNTIL_CLOSE;
        }
        return head.contentLength > 0 ? new Length(head.contentLength) : NONE;
    }
}
