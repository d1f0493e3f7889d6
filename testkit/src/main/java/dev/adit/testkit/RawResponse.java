// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A response as it came over the wire, framed by a reader that shares no code with the product. Immutable.
 *
 * @param head everything up to and with the empty line
 * @param body the body without its framing, as ISO 8859-1
 * @param trailers the lines after the last chunk
 * @param interim the heads of the 1xx answers before it
 */
public record RawResponse(String head, String body, List<String> trailers, List<String> interim) {
    public RawResponse {
        trailers = List.copyOf(trailers);
        interim = List.copyOf(interim);
    }

    static RawResponse read(RawClient client, String method) {
        List<String> interim = new ArrayList<>();
        String head = client.readHead();
        while (statusOf(head) / 100 == 1 && statusOf(head) != 101) {
            interim.add(head);
            head = client.readHead();
        }
        List<String> trailers = new ArrayList<>();
        return new RawResponse(head, readBody(client, method, head, trailers), trailers, interim);
    }

    /** The status code. */
    public int status() {
        return statusOf(head);
    }

    /** The status line. */
    public String statusLine() {
        return head.substring(0, head.indexOf("\r\n"));
    }

    /** The value of the one field of this name; empty when there is none. */
    public String field(String name) {
        List<String> values = fields(name);
        if (values.size() > 1) {
            throw new AssertionError(values.size() + " fields '" + name + "' in " + head);
        }
        return values.isEmpty() ? "" : values.getFirst();
    }

    /** The values of all fields of this name, in order. */
    public List<String> fields(String name) {
        return fieldsOf(head, name);
    }

    private static int statusOf(String head) {
        if (!head.startsWith("HTTP/1.") || head.length() < 12) {
            throw new AssertionError("not a response head: " + head);
        }
        return Integer.parseInt(head.substring(9, 12));
    }

    private static List<String> fieldsOf(String head, String name) {
        return head.lines()
                .skip(1)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).trim())
                .toList();
    }

    private static String readBody(RawClient client, String method, String head, List<String> trailers) {
        int status = statusOf(head);
        if (method.equals("HEAD") || status == 101 || status == 204 || status == 304) {
            return "";
        }
        if (fieldsOf(head, "Transfer-Encoding").contains("chunked")) {
            return readChunks(client, trailers);
        }
        List<String> lengths = fieldsOf(head, "Content-Length");
        return lengths.isEmpty() ? client.readToEnd() : client.readText(Integer.parseInt(lengths.getFirst()));
    }

    private static String readChunks(RawClient client, List<String> trailers) {
        StringBuilder body = new StringBuilder();
        for (int size = readSize(client); size > 0; size = readSize(client)) {
            body.append(new String(client.read(size), StandardCharsets.ISO_8859_1));
            if (!client.readText(2).equals("\r\n")) {
                throw new AssertionError("chunk of " + size + " bytes does not end with CRLF");
            }
        }
        for (String line = client.readUntil("\r\n"); !line.equals("\r\n"); line = client.readUntil("\r\n")) {
            trailers.add(line.substring(0, line.length() - 2));
        }
        return body.toString();
    }

    private static int readSize(RawClient client) {
        return Integer.parseInt(client.readUntil("\r\n").trim(), 16);
    }
}
