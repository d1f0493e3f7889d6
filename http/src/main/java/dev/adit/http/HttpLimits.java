// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

/**
 * The sizes a message must keep to. Immutable.
 *
 * @param requestLineBytes longest request or status line; more is 414 (RFC 9112 section 3 asks for 8000 at least)
 * @param headerBytes longest header section; more is 431
 * @param headerFields most field lines; more is 431
 * @param trailerBytes longest trailer section
 * @param chunkExtensionBytes longest extension of one chunk
 * @param bodyExtensionBytes longest sum of the chunk extensions of one body
 * @param bodyBytes longest request body; more is 413; 0 means no limit
 * @param interimAnswers most 1xx answers passed on for one request
 * @param pipelinedBytes most bytes read ahead while an exchange runs; then reading pauses
 * @param lingerBytes most bytes read and dropped after an answer that closes the connection
 */
public record HttpLimits(
        int requestLineBytes,
        int headerBytes,
        int headerFields,
        int trailerBytes,
        int chunkExtensionBytes,
        int bodyExtensionBytes,
        long bodyBytes,
        int interimAnswers,
        int pipelinedBytes,
        int lingerBytes) {

    public static final HttpLimits DEFAULT =
            new HttpLimits(16 * 1024, 32 * 1024, 100, 8 * 1024, 256, 16 * 1024, 0, 16, 64 * 1024, 64 * 1024);

    public HttpLimits {
        requireAtLeast("request line", requestLineBytes, 64);
        requireAtLeast("header section", headerBytes, 64);
        requireAtLeast("header fields", headerFields, 1);
        requireAtLeast("trailer section", trailerBytes, 0);
        requireAtLeast("chunk extension", chunkExtensionBytes, 0);
        requireAtLeast("chunk extensions of a body", bodyExtensionBytes, 0);
        requireAtLeast("body", bodyBytes, 0);
        requireAtLeast("interim answers", interimAnswers, 0);
        requireAtLeast("pipelined bytes", pipelinedBytes, 1);
        requireAtLeast("linger bytes", lingerBytes, 0);
    }

    private static void requireAtLeast(String what, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "the limit for the " + what + " is " + value + "; use " + least + " or more");
        }
    }

    /** The most bytes of a head: start line, header section and the line ends around them. */
    int headBytes() {
        return requestLineBytes + headerBytes + 4;
    }
}
