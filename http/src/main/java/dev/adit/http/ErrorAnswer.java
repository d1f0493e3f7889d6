// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.time.Duration;

/** Renders a failure for whoever reads it: a short page, JSON or one line, always with the stable code. Pure. */
final class ErrorAnswer {
    /** What a tunnel may be asked with (RFC 9110 section 10.2.1 knows no wildcard). */
    static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    /** What passes by itself has mostly passed by then. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private ErrorAnswer() {}

    static Answer of(ErrorCode code, String message, String requestId, Audience audience) {
        return of(code, message, requestId, audience, SOON, METHODS);
    }

    /** One in a line of text that knows when asking again may help, told with the codes that pass by themselves. */
    static Answer later(ErrorCode code, String message, Duration retryAfter) {
        return of(code, message, "", Audience.PLAIN, retryAfter, METHODS);
    }

    /** One in a line of text for a path that knows these methods only. */
    static Answer methodRefused(String allowed, String message) {
        return of(ErrorCode.METHOD_REFUSED, message, "", Audience.PLAIN, SOON, allowed);
    }

    private static Answer of(
            ErrorCode code, String message, String requestId, Audience audience, Duration retryAfter, String allowed) {
        FieldLines fields = new FieldLines().add("Adit-Error", code.code()).add("Cache-Control", "no-store");
        if (!audience.origin().isEmpty()) {
            fields.add("Access-Control-Allow-Origin", audience.origin())
                    .add("Access-Control-Allow-Credentials", "true")
                    .add("Access-Control-Expose-Headers", "Adit-Error")
                    .add("Vary", "Origin");
        }
        addRequired(code, fields, retryAfter, allowed);
        String reason = reason(code.status());
        return switch (audience.form()) {
            case HTML ->
                new Answer(
                        code.status(),
                        reason,
                        fields,
                        "text/html; charset=utf-8",
                        html(code, reason, message, requestId));
            case JSON -> new Answer(code.status(), reason, fields, "application/json", json(code, message, requestId));
            case TEXT ->
                new Answer(
                        code.status(),
                        reason,
                        fields,
                        "text/plain; charset=utf-8",
                        code.code() + ": " + message + "\n");
        };
    }

    /** Fields that the status itself calls for (RFC 9110 sections 10.2.3, 15.5.6, 15.5.22). */
    private static void addRequired(ErrorCode code, FieldLines fields, Duration retryAfter, String allowed) {
        switch (code) {
            case AGENT_AWAY, BUSY, DRAINING, RATE_EXCEEDED ->
                fields.add("Retry-After", Long.toString(Math.ceilDiv(retryAfter.toMillis(), 1_000L)));
            case METHOD_REFUSED -> fields.add("Allow", allowed);
            case UPGRADE_REQUIRED -> fields.add("Upgrade", "websocket").add("Sec-WebSocket-Version", "13");
            default -> {}
        }
    }

    private static String html(ErrorCode code, String reason, String message, String requestId) {
        String title = code.status() + " " + reason;
        return "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>" + title + "</title>"
                + "<meta name=\"viewport\" content=\"width=device-width\"><style>body{font:16px/1.5 system-ui,sans-serif;"
                + "max-width:38rem;margin:15vh auto;padding:0 1rem;color:#222;background:#fff}code{color:#666}"
                + "@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}code{color:#999}}</style>"
                + "<h1>" + title + "</h1><p>" + escapeHtml(message) + "</p><p><code>" + code.code() + " at the "
                + hop(code) + (requestId.isEmpty() ? "" : ", request " + escapeHtml(requestId))
                + "</code></p></html>\n";
    }

    private static String json(ErrorCode code, String message, String requestId) {
        return "{\"error\":{\"code\":\"" + code.code() + "\",\"message\":\"" + escapeJson(message) + "\",\"hop\":\""
                + hop(code) + "\",\"request_id\":\"" + escapeJson(requestId) + "\"}}\n";
    }

    private static String hop(ErrorCode code) {
        return switch (code.hop()) {
            case EDGE -> "edge";
            case AGENT -> "agent";
            case SERVICE -> "service";
        };
    }

    private static String escapeHtml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String escapeJson(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == '<' || c == 0x7F) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 204 -> "No Content";
            case 308 -> "Permanent Redirect";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 411 -> "Length Required";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 417 -> "Expectation Failed";
            case 426 -> "Upgrade Required";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            case 508 -> "Loop Detected";
            default -> "Error";
        };
    }
}
