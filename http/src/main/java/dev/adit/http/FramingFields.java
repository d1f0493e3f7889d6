// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.util.Locale;

/**
 * Settles what the framing and connection fields of a scanned head say together (RFC 9112 sections 6 and 9.3).
 *
 * <p>Anything two readers could take differently is refused: both lengths, repeated lengths, a length that is not
 * plain digits, any transfer coding but one {@code chunked} (H1-04, H1-05). Pure.
 */
final class FramingFields {
    private static final byte[] CHUNKED = Octets.of("chunked");
    private static final byte[] CLOSE = Octets.of("close");
    private static final byte[] KEEP_ALIVE = Octets.of("keep-alive");
    private static final byte[] UPGRADE = Octets.of("upgrade");
    private static final byte[] WEBSOCKET = Octets.of("websocket");
    private static final byte[] CONTINUE = Octets.of("100-continue");
    private static final byte[] TRAILERS = Octets.of("trailers");

    private FramingFields() {}

    static void settle(MessageHead head, boolean response) throws HttpRejection {
        int codings = 0;
        int codingField = -1;
        for (int field = 0; field < head.fieldCount; field++) {
            switch (head.names[field]) {
                case HOST -> settleHost(head, field, response);
                case CONTENT_LENGTH -> settleLength(head, field, response);
                case TRANSFER_ENCODING -> {
                    codings++;
                    codingField = field;
                }
                case CONNECTION -> settleConnection(head, field);
                case UPGRADE -> {
                    head.upgradePresent = true;
                    head.upgradeWebSocket |= lists(head, field, WEBSOCKET);
                }
                case KEEP_ALIVE -> head.keepAliveField = field;
                case EXPECT -> settleExpect(head, field);
                case TE -> head.trailersAccepted |= lists(head, field, TRAILERS);
                default -> {}
            }
        }
        if (codings > 0) {
            settleCoding(head, codingField, codings, response);
        }
    }

    private static void settleHost(MessageHead head, int field, boolean response) throws HttpRejection {
        if (head.hostField >= 0 && !response) {
            throw new HttpRejection(ErrorCode.BAD_HOST, "more than one Host field");
        }
        head.hostField = field;
    }

    private static void settleLength(MessageHead head, int field, boolean response) throws HttpRejection {
        if (head.contentLength != MessageHead.NO_LENGTH) {
            throw new HttpRejection(broken(response), "more than one Content-Length field");
        }
        int start = head.valueStart(field);
        int end = head.valueEnd(field);
        boolean plain = end > start && end - start <= 19;
        long length = 0;
        for (int i = start; i < end && plain; i++) {
            plain = Octets.isDigit(head.bytes[i]);
            length = length * 10 + (head.bytes[i] - '0');
        }
        if (!plain || length < 0) {
            throw new HttpRejection(broken(response), "a Content-Length that is not a decimal number below 2^63");
        }
        head.contentLength = length;
    }

    /** Whether a Content-Length is already written as we would write it: no leading zeros. */
    static boolean isCanonicalLength(MessageHead head, int field) {
        int start = head.valueStart(field);
        return head.bytes[start] != '0' || head.valueEnd(field) - start == 1;
    }

    private static void settleCoding(MessageHead head, int field, int codings, boolean response) throws HttpRejection {
        if (head.contentLength != MessageHead.NO_LENGTH) {
            throw new HttpRejection(broken(response), "both Content-Length and Transfer-Encoding");
        }
        if (head.minorVersion == 0) {
            throw new HttpRejection(broken(response), "Transfer-Encoding in an HTTP/1.0 message");
        }
        if (codings == 1
                && Octets.equalsIgnoreCase(head.bytes, head.valueStart(field), head.valueEnd(field), CHUNKED)) {
            head.chunked = true;
            return;
        }
        String all = head.joined(FieldName.TRANSFER_ENCODING).orElse("").toLowerCase(Locale.ROOT);
        if (response) {
            throw new HttpRejection(ErrorCode.SERVICE_PROTOCOL, "a Transfer-Encoding other than chunked");
        }
        throw new HttpRejection(
                endsWithOneChunked(all) ? ErrorCode.CODING_UNKNOWN : ErrorCode.BAD_FRAMING,
                "a Transfer-Encoding other than chunked");
    }

    /** Another coding below one last {@code chunked} is well formed, only unknown here: 501, RFC 9112 section 6.1. */
    private static boolean endsWithOneChunked(String codings) {
        String[] all = codings.split(",", -1);
        for (int i = 0; i < all.length; i++) {
            boolean isChunked = all[i].strip().equals("chunked");
            if (isChunked != (i == all.length - 1)) {
                return false;
            }
        }
        return true;
    }

    private static void settleConnection(MessageHead head, int field) {
        byte[] bytes = head.bytes;
        int end = head.valueEnd(field);
        int i = head.valueStart(field);
        while (i < end) {
            int start = skipListBlanks(bytes, i, end);
            int stop = memberEnd(bytes, start, end);
            if (stop > start) {
                settleOption(head, start, Octets.trimEnd(bytes, start, stop));
            }
            i = stop + 1;
        }
    }

    private static void settleOption(MessageHead head, int start, int end) {
        if (Octets.equalsIgnoreCase(head.bytes, start, end, KEEP_ALIVE)) {
            head.connectionKeepAlive = true;
        } else if (Octets.equalsIgnoreCase(head.bytes, start, end, CLOSE)) {
            head.connectionClose = true;
        } else if (Octets.equalsIgnoreCase(head.bytes, start, end, UPGRADE)) {
            head.connectionUpgrade = true;
        } else {
            head.connectionNamesFields = true;
        }
    }

    private static void settleExpect(MessageHead head, int field) {
        if (Octets.equalsIgnoreCase(head.bytes, head.valueStart(field), head.valueEnd(field), CONTINUE)) {
            head.expectContinue = true;
        } else {
            head.expectOther = true;
        }
    }

    /** Whether a Connection field of the head names the given field as hop-by-hop (RFC 9110 section 7.6.1). */
    static boolean isNamedByConnection(MessageHead head, int field) {
        for (int other = 0; other < head.fieldCount; other++) {
            if (head.names[other] == FieldName.CONNECTION
                    && names(head, other, head.nameStart(field), head.nameEnd(field))) {
                return true;
            }
        }
        return false;
    }

    private static boolean names(MessageHead head, int connection, int nameStart, int nameEnd) {
        byte[] lower = new byte[nameEnd - nameStart];
        for (int i = 0; i < lower.length; i++) {
            lower[i] = Octets.lower(head.bytes[nameStart + i]);
        }
        return lists(head, connection, lower);
    }

    /** Whether the comma-separated value of a field has the lower-case word as a member, parameters aside. */
    static boolean lists(MessageHead head, int field, byte[] lowerWord) {
        byte[] bytes = head.bytes;
        int end = head.valueEnd(field);
        int i = head.valueStart(field);
        while (i < end) {
            int start = skipListBlanks(bytes, i, end);
            int stop = memberEnd(bytes, start, end);
            if (Octets.equalsIgnoreCase(bytes, start, Octets.trimEnd(bytes, start, stop), lowerWord)) {
                return true;
            }
            i = stop + 1;
        }
        return false;
    }

    private static int skipListBlanks(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && (Octets.isBlank(bytes[i]) || bytes[i] == ',')) {
            i++;
        }
        return i;
    }

    private static int memberEnd(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && bytes[i] != ',') {
            i++;
        }
        return i;
    }

    private static ErrorCode broken(boolean response) {
        return response ? ErrorCode.SERVICE_PROTOCOL : ErrorCode.BAD_FRAMING;
    }
}
