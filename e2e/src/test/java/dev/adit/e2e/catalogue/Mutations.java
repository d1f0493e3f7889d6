// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import java.util.stream.Stream;

/** PE-21: odd octets at every place of a Transfer-Encoding line, with a request hidden in the body. Stateless. */
final class Mutations {
    private static final int[] OCTETS = {0x01, 0x04, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1f, 0x20, 0x7f, 0xa0, 0xff};
    private static final String HEAD = "POST {t}/mutated HTTP/1.1\r\nHost: {h}\r\n";
    static final String CHUNKS = "5\r\nhello\r\n0\r\n\r\n";
    /** Whoever reads chunks sees this as a second request; whoever reads the length does not. */
    static final String HIDDEN = "GET {t}/hidden HTTP/1.1\r\nHost: {h}\r\n\r\n";

    private Mutations() {}

    /** What is sent and what it is called. */
    record Mutation(String title, String sent, boolean hasLength) {}

    static Stream<Mutation> all() {
        return Stream.of(true, false)
                .flatMap(length -> java.util.Arrays.stream(OCTETS)
                        .boxed()
                        .flatMap(octet -> Stream.of(
                                        "@Transfer-Encoding: chunked",
                                        "Transfer@-Encoding: chunked",
                                        "Transfer-Encoding@: chunked",
                                        "Transfer-Encoding:@chunked",
                                        "Transfer-Encoding: @chunked",
                                        "Transfer-Encoding: chu@nked",
                                        "Transfer-Encoding: chunked@",
                                        "Transfer-Encoding: chunked,@",
                                        "Transfer-Encoding: x,@chunked")
                                .map(line -> mutation(line, octet, length))));
    }

    private static Mutation mutation(String line, int octet, boolean length) {
        String fields = line.replace('@', (char) octet) + "\r\n";
        String title = String.format("%s with %02x%s", line, octet, length ? " and a length" : "");
        if (!length) {
            return new Mutation(title, HEAD + fields + "\r\n" + CHUNKS, false);
        }
        int size = CHUNKS.length() + Place.ADIT_SUBDOMAIN.fill(HIDDEN).length();
        return new Mutation(title, HEAD + "Content-Length: " + size + "\r\n" + fields + "\r\n" + CHUNKS + HIDDEN, true);
    }
}
