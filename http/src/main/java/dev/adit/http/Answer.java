// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A response made here, whole and small. Immutable.
 *
 * @param status the status code
 * @param reason the reason phrase
 * @param fields further field lines
 * @param contentType of the body; empty when there is none
 * @param body the content
 */
public record Answer(int status, String reason, FieldLines fields, String contentType, String body) {
    /** An answer without content. */
    public static Answer empty(int status, String reason, FieldLines fields) {
        return new Answer(status, reason, fields, "", "");
    }

    /** An answer that names a failure, in one line of text. */
    public static Answer failure(ErrorCode code, String message) {
        return ErrorAnswer.of(code, message, "", Audience.PLAIN);
    }

    /** As {@link #failure(ErrorCode, String)}, when asking again may help after this time, rounded up to seconds. */
    public static Answer failure(ErrorCode code, String message, Duration retryAfter) {
        return ErrorAnswer.later(code, message, retryAfter);
    }

    /**
     * The refusal of a method that a path of our own does not know (RFC 9110 section 15.5.6), in one line of text.
     *
     * @param allowed a list of the methods that it does know, as the field Allow has it
     * @param message what the path is for
     */
    public static Answer methodRefused(String allowed, String message) {
        return ErrorAnswer.methodRefused(allowed, message);
    }

    /** Sends the answer as the last thing on a link that left HTTP's hands, and closes the link. */
    public void sendAndClose(Link link) {
        link.write(render(false, true, ByteBufAllocator.DEFAULT));
        link.close();
    }

    /** An answer in JSON; the reason phrase is the usual one. */
    public static Answer json(int status, FieldLines fields, String json) {
        return new Answer(status, ErrorAnswer.reason(status), fields, "application/json", json);
    }

    /**
     * The answer's bytes, which the caller owns.
     *
     * @param toHead whether the request was HEAD, so that no content follows
     * @param close whether the connection ends behind it
     */
    public ByteBuf render(boolean toHead, boolean close, ByteBufAllocator allocator) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(reason);
        head.append("\r\n").append(fields);
        if (!contentType.isEmpty()) {
            head.append("Content-Type: ").append(contentType).append("\r\n");
        }
        if (status != 204) {
            head.append("Content-Length: ").append(content.length).append("\r\n");
        }
        if (close) {
            head.append("Connection: close\r\n");
        }
        byte[] headBytes = Octets.of(head.append("\r\n").toString());
        ByteBuf out = allocator.directBuffer(headBytes.length + content.length).writeBytes(headBytes);
        return toHead || status == 204 ? out : out.writeBytes(content);
    }
}
