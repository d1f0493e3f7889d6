// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

/**
 * Scans the first line of a head (RFC 9112 sections 3 and 4): one blank between its parts, CR LF behind them. Pure but
 * for the head it fills in.
 */
final class StartLine {
    /** The line has not arrived whole. */
    static final int UNFINISHED = -1;

    private static final byte[] VERSION_PREFIX = Octets.of("HTTP/");

    private StartLine() {}

    /** Scans a request line; returns where the line behind it starts. */
    static int scanRequest(MessageHead head, int available, HttpLimits limits) throws HttpRejection {
        byte[] bytes = head.bytes;
        int i = 0;
        while (i < available && Octets.isToken(bytes[i])) {
            i++;
        }
        if (i == available) {
            return UNFINISHED;
        }
        if (i == 0 || bytes[i] != Octets.SP) {
            throw new HttpRejection(ErrorCode.BAD_LINE, "the request line does not start with a method and one blank");
        }
        head.methodEnd = i;
        head.targetStart = ++i;
        while (i < available && Octets.isTarget(bytes[i])) {
            i++;
        }
        if (i > limits.requestLineBytes()) {
            throw tooLong(limits, false);
        }
        if (i == available) {
            return UNFINISHED;
        }
        if (i == head.targetStart || bytes[i] != Octets.SP) {
            throw new HttpRejection(ErrorCode.BAD_LINE, "the request line is not method, target and version");
        }
        head.targetEnd = i;
        int version = scanVersion(head, i + 1, available, false);
        return version < 0 ? UNFINISHED : scanEnd(head, version, available, limits, false);
    }

    /** Scans a status line; returns where the line behind it starts. */
    static int scanStatus(MessageHead head, int available, HttpLimits limits) throws HttpRejection {
        byte[] bytes = head.bytes;
        int i = scanVersion(head, 0, available, true);
        if (i < 0 || i + 4 >= available) {
            return UNFINISHED;
        }
        boolean digits = Octets.isDigit(bytes[i + 1]) && Octets.isDigit(bytes[i + 2]) && Octets.isDigit(bytes[i + 3]);
        byte after = bytes[i + 4];
        if (bytes[i] != Octets.SP || !digits || bytes[i + 1] == '0' || (after != Octets.SP && after != Octets.CR)) {
            throw new HttpRejection(ErrorCode.SERVICE_PROTOCOL, "the status line has no status of three digits");
        }
        head.status = (bytes[i + 1] - '0') * 100 + (bytes[i + 2] - '0') * 10 + (bytes[i + 3] - '0');
        i += after == Octets.SP ? 5 : 4;
        head.reasonStart = i;
        while (i < available && Octets.isValue(bytes[i])) {
            i++;
        }
        head.reasonEnd = i;
        return scanEnd(head, i, available, limits, true);
    }

    /** {@code HTTP/1.x}: the minor version is kept, any above 1 counts as 1 (RFC 9110 section 2.5). */
    private static int scanVersion(MessageHead head, int start, int available, boolean response) throws HttpRejection {
        byte[] bytes = head.bytes;
        for (int i = 0; i < VERSION_PREFIX.length; i++) {
            if (start + i >= available) {
                return UNFINISHED;
            }
            if (bytes[start + i] != VERSION_PREFIX[i]) {
                throw new HttpRejection(broken(response), "no HTTP version where one must stand");
            }
        }
        int i = start + VERSION_PREFIX.length;
        if (i + 3 >= available) {
            return UNFINISHED;
        }
        byte after = bytes[i + 3];
        boolean form = Octets.isDigit(bytes[i]) && bytes[i + 1] == '.' && Octets.isDigit(bytes[i + 2]);
        if (!form || (after != Octets.CR && !(response && after == Octets.SP))) {
            throw new HttpRejection(broken(response), "the HTTP version is not one digit, a dot and one digit");
        }
        if (bytes[i] != '1') {
            throw new HttpRejection(
                    response ? ErrorCode.SERVICE_PROTOCOL : ErrorCode.VERSION_UNKNOWN,
                    "HTTP/" + (char) bytes[i] + "." + (char) bytes[i + 2] + " is not spoken here, HTTP/1.1 is");
        }
        head.minorVersion = bytes[i + 2] == '0' ? 0 : 1;
        return i + 3;
    }

    private static int scanEnd(MessageHead head, int end, int available, HttpLimits limits, boolean response)
            throws HttpRejection {
        if (end > limits.requestLineBytes()) {
            throw tooLong(limits, response);
        }
        if (end < available && head.bytes[end] != Octets.CR) {
            throw new HttpRejection(
                    broken(response), "a line end that is not CR LF, or a control octet in the first line");
        }
        if (end + 1 >= available) {
            return UNFINISHED;
        }
        if (head.bytes[end + 1] != Octets.LF) {
            throw new HttpRejection(broken(response), "a CR without LF in the first line");
        }
        return end + 2;
    }

    private static ErrorCode broken(boolean response) {
        return response ? ErrorCode.SERVICE_PROTOCOL : ErrorCode.BAD_LINE;
    }

    static HttpRejection tooLong(HttpLimits limits, boolean response) {
        return new HttpRejection(
                response ? ErrorCode.SERVICE_PROTOCOL : ErrorCode.LINE_TOO_LONG,
                "the first line is longer than " + limits.requestLineBytes() + " bytes");
    }
}
