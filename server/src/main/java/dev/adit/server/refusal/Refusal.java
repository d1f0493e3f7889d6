// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.refusal;

import dev.adit.http.ErrorCode;

/**
 * One request that was refused or failed, as the log tells it (U4). Immutable.
 *
 * @param surface where it came in
 * @param outcome what became of it
 * @param code why
 * @param peer the address of whoever asked, without a port; behind a trusted proxy the visitor's
 * @param request what the request, connection or session is called in answers and other lines
 * @param tunnel the tunnel's name when there is such a tunnel, else empty
 * @param detail in our own words: nothing that the peer sent but numbers and single characters
 */
public record Refusal(
        Surface surface, Outcome outcome, ErrorCode code, String peer, String request, String tunnel, String detail) {
    /** What became of the request. */
    public enum Outcome {
        /** It went nowhere. */
        REFUSED,
        /** It went on, and did not come to an answer. */
        FAILED,
        /** Its answer broke off. */
        TRUNCATED
    }

    private static final int MOST_CHARACTERS = 200;

    public Refusal {
        detail = visible(detail);
        tunnel = visible(tunnel);
    }

    /** One of no particular tunnel. */
    public static Refusal refused(Surface surface, ErrorCode code, String peer, String request, String detail) {
        return new Refusal(surface, Outcome.REFUSED, code, peer, request, "", detail);
    }

    /** The same, told of another peer. */
    Refusal ofPeer(String other) {
        return new Refusal(surface, outcome, code, other, request, tunnel, detail);
    }

    /** A message that quotes what it should not must at least not steer a terminal or fill a disk. */
    private static String visible(String text) {
        String cut = text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "..." : text;
        return cut.replaceAll("\\p{Cc}", "?");
    }
}
