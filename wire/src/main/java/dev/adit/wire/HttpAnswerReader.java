// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one answer to a dial, strictly: status line and fields with CRLF, at most 32 KiB of head and 8 KiB of body.
 *
 * <p>Bytes behind a 101 (or any answer without a body) are left in the buffer: they belong to the carrier. Confined to
 * the connection's event loop.
 */
public final class HttpAnswerReader {
    private static final int MAX_HEAD_BYTES = 32 * 1024;
    private static final int MAX_BODY_BYTES = 8 * 1024;
    /** CR LF CR LF. */
    private static final int HEAD_END = 0x0D0A0D0A;

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: [^\\r\\n]*)?");
    private static final Pattern FIELD_LINE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([^\\x00-\\x08\\x0a-\\x1f\\x7f]*)");

    private final boolean bodyless;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream(512);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private @Nullable HttpAnswer parsed;
    private long bodyBytes;
    private int tail;

    private HttpAnswerReader(boolean bodyless) {
        this.bodyless = bodyless;
    }

    /** Reads the answer to an upgrade or a GET. */
    public static HttpAnswerReader ofRequest() {
        return new HttpAnswerReader(false);
    }

    /** Reads the answer to a CONNECT: a 2xx has no body. */
    public static HttpAnswerReader ofConnect() {
        return new HttpAnswerReader(true);
    }

    /** The answer once it is whole; reads no byte beyond it. Borrows the buffer. Throws {@link WireException}. */
    public Optional<HttpAnswer> read(ByteBuf bytes) {
        while (parsed == null && bytes.isReadable()) {
            readHeadByte(bytes.readByte());
        }
        if (parsed == null) {
            return Optional.empty();
        }
        while (body.size() < bodyBytes && bytes.isReadable()) {
            readBodyByte(parsed, bytes.readByte());
        }
        return body.size() < bodyBytes ? Optional.empty() : Optional.of(withBody(parsed));
    }

    /** What there is when the connection ends: an answer whose body was cut or ends here, if the head was whole. */
    public Optional<HttpAnswer> end() {
        return Optional.ofNullable(parsed).map(this::withBody);
    }

    private void readBodyByte(HttpAnswer answer, byte value) {
        body.write(value);
        tail = tail << 8 | (value & 0xFF);
        if (tail == HEAD_END && isChunked(answer) && body.toString(ISO_8859_1).endsWith("0\r\n\r\n")) {
            bodyBytes = body.size();
        }
    }

    private void readHeadByte(byte value) {
        if (head.size() >= MAX_HEAD_BYTES) {
            throw new WireException("answer head over " + MAX_HEAD_BYTES + " bytes");
        }
        head.write(value);
        tail = tail << 8 | (value & 0xFF);
        if (tail == HEAD_END) {
            HttpAnswer answer = parse(head.toString(ISO_8859_1));
            head.reset();
            boolean interim = answer.status() < 200 && answer.status() != 101;
            parsed = interim ? null : answer;
            bodyBytes = bodyBytes(answer);
        }
    }

    private long bodyBytes(HttpAnswer answer) {
        int status = answer.status();
        if (status < 200 || status == 204 || status == 304 || (bodyless && status < 300)) {
            return 0;
        }
        Optional<String> length = answer.first("Content-Length");
        if (length.isEmpty() || isChunked(answer)) {
            return MAX_BODY_BYTES;
        }
        if (!length.get().matches("[0-9]{1,18}")) {
            throw new WireException("answer with Content-Length that is no number");
        }
        return Math.min(Long.parseLong(length.get()), MAX_BODY_BYTES);
    }

    private HttpAnswer withBody(HttpAnswer answer) {
        byte[] raw = body.toByteArray();
        String text = new String(isChunked(answer) ? dechunk(raw) : raw, UTF_8);
        return new HttpAnswer(answer.status(), answer.fields(), text);
    }

    private static boolean isChunked(HttpAnswer answer) {
        return answer.first("Transfer-Encoding").isPresent();
    }

    private static HttpAnswer parse(String head) {
        String[] lines = head.split("\r\n", -1);
        Matcher status = STATUS_LINE.matcher(lines[0]);
        if (!status.matches()) {
            throw new WireException("answer is not HTTP/1.1");
        }
        Map<String, List<String>> fields = new HashMap<>();
        for (int i = 1; i < lines.length - 2; i++) {
            Matcher field = FIELD_LINE.matcher(lines[i]);
            if (!field.matches()) {
                throw new WireException("answer with a malformed field line");
            }
            fields.computeIfAbsent(field.group(1).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(field.group(2).strip());
        }
        return new HttpAnswer(Integer.parseInt(status.group(1)), fields, "");
    }

    /** The text of a refusal is for a human: what is whole of the chunks is enough. */
    private static byte[] dechunk(byte[] raw) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        String view = new String(raw, ISO_8859_1);
        int at = 0;
        Matcher line = Pattern.compile("([0-9A-Fa-f]{1,6})[^\\r]*\\r\\n").matcher(view);
        while (line.find(at) && line.start() == at) {
            int size = Integer.parseInt(line.group(1), 16);
            int count = Math.min(size, raw.length - line.end());
            if (count <= 0) {
                break;
            }
            text.write(raw, line.end(), count);
            at = Math.min(line.end() + size + 2, raw.length);
        }
        return text.toByteArray();
    }
}
