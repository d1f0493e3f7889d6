// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.util.Locale;
import java.util.Optional;

/** What a well-formed request must still keep to before it may be routed (H1-01, H1-02, H1-12, H1-23, WS-04). Pure. */
final class RequestRules {
    private static final int LONGEST_METHOD = 64;

    private RequestRules() {}

    /**
     * Checks a scanned request and settles its target: an absolute form becomes a path, its authority overrules Host.
     *
     * @return the authority the request is for; empty only for HTTP/1.0 without a Host
     */
    static Optional<Authority> check(MessageHead head, HttpLimits limits) throws HttpRejection {
        checkMethod(head);
        Optional<Authority> authority = settleTarget(head);
        if (head.expectOther && !head.isHttp10()) { // from 1.0 it is ignored (RFC 9110 section 10.1.1)
            throw new HttpRejection(ErrorCode.EXPECTATION_UNKNOWN, "only 100-continue can be expected");
        }
        if (limits.bodyBytes() > 0 && head.contentLength > limits.bodyBytes()) {
            throw new HttpRejection(
                    ErrorCode.BODY_TOO_LARGE,
                    "the body has " + head.contentLength + " bytes, the server allows " + limits.bodyBytes());
        }
        return authority;
    }

    /** Whether an {@code OPTIONS} has reached the last hop it was meant for (RFC 9110 section 7.6.2). */
    static boolean endsHere(MessageHead head) {
        return head.isMethod("OPTIONS")
                && head.value(FieldName.MAX_FORWARDS).filter("0"::equals).isPresent();
    }

    /** Whether the next request may stand right behind this head: no content does, and the sender keeps on. */
    static boolean mayBeFollowedAtOnce(MessageHead head) {
        return !head.hasContent() && !head.endsConnection() && !head.isHttp10();
    }

    private static void checkMethod(MessageHead head) throws HttpRejection {
        if (head.methodEnd > LONGEST_METHOD) {
            throw new HttpRejection(ErrorCode.BAD_LINE, "a method of more than " + LONGEST_METHOD + " characters");
        }
        if (head.isMethod("CONNECT") || head.isMethod("TRACE")) {
            throw new HttpRejection(ErrorCode.METHOD_REFUSED, head.method() + " is not forwarded");
        }
    }

    private static Optional<Authority> settleTarget(MessageHead head) throws HttpRejection {
        byte first = head.bytes[head.targetStart];
        for (int i = head.targetStart; i < head.targetEnd; i++) {
            if (head.bytes[i] == '#') {
                throw new HttpRejection(ErrorCode.BAD_TARGET, "a fragment in the request target");
            }
        }
        if (first == '/') {
            return hostField(head);
        }
        if (first == '*' && head.targetEnd - head.targetStart == 1 && head.isMethod("OPTIONS")) {
            return hostField(head);
        }
        return settleAbsolute(head);
    }

    private static Optional<Authority> hostField(MessageHead head) throws HttpRejection {
        if (head.hostField < 0) {
            if (head.isHttp10()) {
                return Optional.empty();
            }
            throw new HttpRejection(ErrorCode.BAD_HOST, "no Host field");
        }
        return Optional.of(Authority.parse(head.valueText(head.hostField))
                .orElseThrow(() -> new HttpRejection(ErrorCode.BAD_HOST, "the Host field is not a host")));
    }

    private static Optional<Authority> settleAbsolute(MessageHead head) throws HttpRejection {
        String target = head.target();
        String lower = target.toLowerCase(Locale.ROOT);
        int start = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : -1;
        if (start < 0) {
            throw new HttpRejection(ErrorCode.BAD_TARGET, "a target that is neither a path nor an http address");
        }
        hostField(head);
        int end = start;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        String authority = target.substring(start, end);
        Authority parsed = Authority.parse(authority)
                .orElseThrow(() -> new HttpRejection(ErrorCode.BAD_TARGET, "the target names no host"));
        head.absoluteHost = Octets.of(authority);
        cutToPath(head, end);
        return Optional.of(parsed);
    }

    /** Makes the target start at its path; the octet before it is ours to overwrite when there is no path. */
    private static void cutToPath(MessageHead head, int authorityEnd) {
        int pathStart = head.targetStart + authorityEnd;
        if (pathStart < head.targetEnd && head.bytes[pathStart] == '/') {
            head.targetStart = pathStart;
            return;
        }
        boolean whole = pathStart == head.targetEnd && head.isMethod("OPTIONS");
        head.targetStart = pathStart - 1;
        head.bytes[head.targetStart] = (byte) (whole ? '*' : '/');
    }

    /**
     * Refuses to forward an upgrade that cannot be one (WS-04); a resource of ours judges its own. From HTTP/1.0 an upgrade
     * is ignored (RFC 9110 section 7.8).
     */
    static void checkForwarded(MessageHead head) throws HttpRejection {
        if (head.asksForWebSocket() && (head.hasContent() || !head.isMethod("GET"))) {
            throw new HttpRejection(ErrorCode.BAD_UPGRADE, "an upgrade to websocket is a GET without content");
        }
    }
}
