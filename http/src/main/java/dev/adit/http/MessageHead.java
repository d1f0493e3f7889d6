// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The view of one scanned message head: start line, an index of the fields, and what framing and connection fields say.
 *
 * <p>Nothing is decoded; the octets stay in one array. There is one view for each event loop thread, so it is valid
 * only until the next head is scanned on that thread: callers take what they need and let go.
 */
public final class MessageHead {
    static final int NO_LENGTH = -1;
    static final byte[] NO_OCTETS = new byte[0];
    private static final Pattern KEEP_ALIVE_TIMEOUT = Pattern.compile("(?i)\\btimeout\\s*=\\s*\"?(\\d{1,6})\\b");

    byte[] bytes = new byte[4096];
    int headBytes;

    int methodEnd;
    int targetStart;
    int targetEnd;
    int status;
    int reasonStart;
    int reasonEnd;
    int minorVersion;

    int fieldCount;
    FieldName[] names = new FieldName[32];
    int[] spans = new int[32 * 4];

    long contentLength;
    boolean chunked;
    int hostField;
    int keepAliveField;
    /** The authority of an absolute-form target, which overrules the Host field; empty otherwise. */
    byte[] absoluteHost = NO_OCTETS;

    boolean connectionClose;
    boolean connectionKeepAlive;
    boolean connectionUpgrade;
    boolean connectionNamesFields;
    boolean upgradeWebSocket;
    boolean upgradePresent;
    boolean expectContinue;
    boolean expectOther;
    boolean trailersAccepted;

    MessageHead() {}

    void reset() {
        headBytes = 0;
        status = 0;
        fieldCount = 0;
        contentLength = NO_LENGTH;
        chunked = false;
        hostField = -1;
        keepAliveField = -1;
        absoluteHost = NO_OCTETS;
        connectionClose = false;
        connectionKeepAlive = false;
        connectionUpgrade = false;
        connectionNamesFields = false;
        upgradeWebSocket = false;
        upgradePresent = false;
        expectContinue = false;
        expectOther = false;
        trailersAccepted = false;
    }

    void ensureCapacity(int wanted) {
        if (bytes.length < wanted) {
            bytes = Arrays.copyOf(bytes, Math.max(wanted, bytes.length * 2));
        }
    }

    void addField(FieldName name, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        if (fieldCount == names.length) {
            names = Arrays.copyOf(names, fieldCount * 2);
            spans = Arrays.copyOf(spans, fieldCount * 8);
        }
        names[fieldCount] = name;
        int at = fieldCount * 4;
        spans[at] = nameStart;
        spans[at + 1] = nameEnd;
        spans[at + 2] = valueStart;
        spans[at + 3] = valueEnd;
        fieldCount++;
    }

    int nameStart(int field) {
        return spans[field * 4];
    }

    int nameEnd(int field) {
        return spans[field * 4 + 1];
    }

    int valueStart(int field) {
        return spans[field * 4 + 2];
    }

    int valueEnd(int field) {
        return spans[field * 4 + 3];
    }

    /** The request method, as sent. */
    public String method() {
        return methodEnd == 3 && bytes[0] == 'G' && bytes[1] == 'E' && bytes[2] == 'T'
                ? "GET"
                : new String(bytes, 0, methodEnd, StandardCharsets.ISO_8859_1);
    }

    /** Whether the request method is the given upper-case word; methods are case-sensitive. */
    public boolean isMethod(String method) {
        if (methodEnd != method.length()) {
            return false;
        }
        for (int i = 0; i < methodEnd; i++) {
            if (bytes[i] != method.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The request target, one character for each octet; exactly as sent, but an absolute form is cut to its path. */
    public String target() {
        return Octets.text(bytes, targetStart, targetEnd);
    }

    /** The status code of a response. */
    public int status() {
        return status;
    }

    /** Whether the sender speaks HTTP/1.0. */
    public boolean isHttp10() {
        return minorVersion == 0;
    }

    /** The length of the head in bytes, with the empty line. */
    public int headBytes() {
        return headBytes;
    }

    /** How many field lines there are. */
    public int fieldCount() {
        return fieldCount;
    }

    /** The name of the field at an index from 0. */
    public FieldName fieldName(int field) {
        return names[field];
    }

    /** The name of the field at an index from 0, as sent. */
    public String nameText(int field) {
        return Octets.text(bytes, nameStart(field), nameEnd(field));
    }

    /** The value of the field at an index from 0, without the blanks around it, one character for each octet. */
    public String valueText(int field) {
        return Octets.text(bytes, valueStart(field), valueEnd(field));
    }

    /** The value of the first field of that name. */
    public Optional<String> value(FieldName name) {
        for (int field = 0; field < fieldCount; field++) {
            if (names[field] == name) {
                return Optional.of(valueText(field));
            }
        }
        return Optional.empty();
    }

    /** The values of all fields of that name, in order. */
    public List<String> values(FieldName name) {
        List<String> found = new ArrayList<>(1);
        for (int field = 0; field < fieldCount; field++) {
            if (names[field] == name) {
                found.add(valueText(field));
            }
        }
        return found;
    }

    /** The value of the first field of a name that the proxy itself has no use for; {@code name} is in lower case. */
    public Optional<String> otherValue(String name) {
        for (int field = 0; field < fieldCount; field++) {
            if (names[field] == FieldName.OTHER && nameText(field).equalsIgnoreCase(name)) {
                return Optional.of(valueText(field));
            }
        }
        return Optional.empty();
    }

    /** How many fields have that name. */
    public int count(FieldName name) {
        int found = 0;
        for (int field = 0; field < fieldCount; field++) {
            if (names[field] == name) {
                found++;
            }
        }
        return found;
    }

    /** All values of that name in order, joined as one list (RFC 9110 section 5.3). */
    public Optional<String> joined(FieldName name) {
        StringBuilder all = new StringBuilder();
        for (int field = 0; field < fieldCount; field++) {
            if (names[field] == name) {
                all.append(all.isEmpty() ? "" : ", ").append(valueText(field));
            }
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(all.toString());
    }

    /** The declared length of the content in bytes, or -1. */
    public long contentLength() {
        return contentLength;
    }

    /** Whether the content is chunked. */
    public boolean isChunked() {
        return chunked;
    }

    /** Whether a request announces content at all. */
    public boolean hasContent() {
        return chunked || contentLength > 0;
    }

    /** Whether the sender asks for an upgrade to {@code websocket} in the way RFC 6455 section 4.1 wants. */
    public boolean asksForWebSocket() {
        return upgradeWebSocket && connectionUpgrade && minorVersion > 0;
    }

    /** How long the sender keeps an idle connection, when it says so in {@code Keep-Alive: timeout=SECONDS}. */
    Optional<Duration> keepAliveTimeout() {
        if (keepAliveField < 0) {
            return Optional.empty();
        }
        Matcher timeout = KEEP_ALIVE_TIMEOUT.matcher(valueText(keepAliveField));
        return timeout.find() ? Optional.of(Duration.ofSeconds(Integer.parseInt(timeout.group(1)))) : Optional.empty();
    }

    /** Whether the sender will close, or cannot keep, the connection after this message (RFC 9112 section 9.3). */
    public boolean endsConnection() {
        return connectionClose || (minorVersion == 0 && !connectionKeepAlive);
    }
}
