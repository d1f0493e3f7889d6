// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * The strict scanner of message heads (RFC 9112 sections 2 to 5): one pass over the octets gives the start line, the
 * field index and the framing, or the rule that was broken.
 *
 * <p>Strict on purpose, since two readers that differ over one head is what request smuggling lives on: line ends are
 * CR LF only, one blank between the parts of a start line, no blank before a colon, no folding in requests. In a
 * response from a local service, folding and a blank before the colon are undone, as RFC 9112 sections 5.1 and 5.2
 * ask of a proxy. One instance for each event loop thread.
 */
public final class HeadScanner {
    private static final FastThreadLocal<HeadScanner> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected HeadScanner initialValue() {
            return new HeadScanner();
        }
    };
    private static final int FIRST_COPY_BYTES = 2048;

    private final MessageHead head = new MessageHead();
    private int position;
    private int available;
    private boolean response;

    private HeadScanner() {}

    /** The scanner of the calling thread. */
    public static HeadScanner ofThread() {
        return OF_THREAD.get();
    }

    /** The result of the last complete scan; valid until the next scan on this thread. */
    public MessageHead head() {
        return head;
    }

    /**
     * Scans a request head at the reader index, without consuming it.
     *
     * @return whether the head is complete; false asks for more bytes
     */
    public boolean scanRequest(ByteBuf in, HttpLimits limits) throws HttpRejection {
        response = false;
        return scan(in, limits);
    }

    /** As {@link #scanRequest}, for a response head; interim ones (1xx) too. */
    public boolean scanResponse(ByteBuf in, HttpLimits limits) throws HttpRejection {
        response = true;
        return scan(in, limits);
    }

    /** Scans a whole trailer section with its empty line; the rules are those of request fields. */
    Trailers scanTrailers(byte[] section, int sectionBytes, HttpLimits limits, ErrorCode broken) throws HttpRejection {
        response = false;
        available = sectionBytes;
        head.ensureCapacity(available);
        System.arraycopy(section, 0, head.bytes, 0, available);
        head.reset();
        position = 0;
        try {
            while (head.bytes[position] != Octets.CR) {
                if (!scanField(limits)) {
                    throw new HttpRejection(broken, "a trailer section that breaks off");
                }
            }
        } catch (HttpRejection rejection) {
            throw new HttpRejection(broken, "trailers: " + rejection.detail());
        }
        if (position + 2 != available || head.bytes[position + 1] != Octets.LF) {
            throw new HttpRejection(broken, "a trailer section that does not end with CR LF");
        }
        return Trailers.of(head);
    }

    private boolean scan(ByteBuf in, HttpLimits limits) throws HttpRejection {
        int readable = Math.min(in.readableBytes(), limits.headBytes());
        available = 0;
        int wanted = Math.min(readable, FIRST_COPY_BYTES);
        while (true) {
            head.ensureCapacity(wanted);
            in.getBytes(in.readerIndex() + available, head.bytes, available, wanted - available);
            available = wanted;
            if (scanCopied(limits)) {
                return true;
            }
            if (available == readable) {
                checkUnfinished(limits);
                return false;
            }
            wanted = Math.min(readable, available * 4);
        }
    }

    private boolean scanCopied(HttpLimits limits) throws HttpRejection {
        head.reset();
        int sectionStart = response
                ? StartLine.scanStatus(head, available, limits)
                : StartLine.scanRequest(head, available, limits);
        if (sectionStart < 0) {
            return false;
        }
        position = sectionStart;
        while (true) {
            if (position >= available) {
                return false;
            }
            if (head.bytes[position] == Octets.CR) {
                return scanEnd(sectionStart, limits);
            }
            if (!scanField(limits)) {
                return false;
            }
            if (position - sectionStart > limits.headerBytes()) {
                throw tooLarge(limits);
            }
        }
    }

    private boolean scanEnd(int sectionStart, HttpLimits limits) throws HttpRejection {
        if (position + 1 >= available) {
            return false;
        }
        if (head.bytes[position + 1] != Octets.LF) {
            throw new HttpRejection(ErrorCode.BAD_FIELD, "a CR without LF in the header section");
        }
        if (position - sectionStart > limits.headerBytes()) {
            throw tooLarge(limits);
        }
        head.headBytes = position + 2;
        FramingFields.settle(head, response);
        return true;
    }

    /** An unfinished head that is already too long is refused now, not at its deadline. */
    private void checkUnfinished(HttpLimits limits) throws HttpRejection {
        int lineEnd = lineEnd();
        if (lineEnd < 0 && available > limits.requestLineBytes() + 1) {
            throw StartLine.tooLong(limits, response);
        }
        if (lineEnd >= 0 && available - lineEnd >= limits.headerBytes() + 2) {
            throw tooLarge(limits);
        }
    }

    private int lineEnd() {
        for (int i = 0; i < available; i++) {
            if (head.bytes[i] == Octets.LF) {
                return i + 1;
            }
        }
        return -1;
    }

    private boolean scanField(HttpLimits limits) throws HttpRejection {
        byte[] bytes = head.bytes;
        int nameStart = position;
        if (Octets.isBlank(bytes[nameStart])) {
            return unfold();
        }
        int i = nameStart;
        while (i < available && Octets.isToken(bytes[i])) {
            i++;
        }
        int nameEnd = i;
        if (response) {
            while (i < available && Octets.isBlank(bytes[i])) {
                i++;
            }
        }
        if (i == available) {
            return false;
        }
        if (nameEnd == nameStart || bytes[i] != ':') {
            throw new HttpRejection(broken(), "a field line without a name and a colon right behind it");
        }
        i++;
        while (i < available && Octets.isBlank(bytes[i])) {
            i++;
        }
        int valueStart = i;
        int lineEnd = scanValue(i);
        if (lineEnd < 0) {
            return false;
        }
        if (head.fieldCount == limits.headerFields()) {
            throw new HttpRejection(
                    response ? ErrorCode.SERVICE_PROTOCOL : ErrorCode.TOO_MANY_FIELDS,
                    "more than " + limits.headerFields() + " header fields");
        }
        head.addField(
                FieldName.of(bytes, nameStart, nameEnd),
                nameStart,
                nameEnd,
                valueStart,
                Octets.trimEnd(bytes, valueStart, lineEnd));
        position = lineEnd + 2;
        return true;
    }

    /** The index of the CR that ends the value which starts at {@code i}, or -1 when it has not arrived. */
    private int scanValue(int i) throws HttpRejection {
        byte[] bytes = head.bytes;
        while (i < available && Octets.isValue(bytes[i])) {
            i++;
        }
        if (i < available && bytes[i] != Octets.CR) {
            throw new HttpRejection(broken(), "octet " + (bytes[i] & 0xFF) + " in a field value");
        }
        if (i + 1 >= available) {
            return -1;
        }
        if (bytes[i + 1] != Octets.LF) {
            throw new HttpRejection(broken(), "a CR without LF in a field value");
        }
        return i;
    }

    /** A folded line: 400 in a request; in a response the fold becomes blanks within the value it continues. */
    private boolean unfold() throws HttpRejection {
        if (!response || head.fieldCount == 0) {
            throw new HttpRejection(broken(), "a field line starts with a blank (obsolete line folding)");
        }
        int field = head.fieldCount - 1;
        if (head.names[field] != FieldName.OTHER && head.names[field].group() == FieldName.Group.FRAMING) {
            throw new HttpRejection(broken(), "a folded framing field");
        }
        int lineEnd = scanValue(position);
        if (lineEnd < 0) {
            return false;
        }
        head.bytes[position - 2] = Octets.SP;
        head.bytes[position - 1] = Octets.SP;
        boolean valueBegins = head.valueEnd(field) == head.valueStart(field);
        int valueStart = valueBegins ? Octets.skipBlanks(head.bytes, position, lineEnd) : head.valueStart(field);
        head.spans[field * 4 + 2] = valueStart;
        head.spans[field * 4 + 3] = Octets.trimEnd(head.bytes, valueStart, lineEnd);
        position = lineEnd + 2;
        return true;
    }

    private ErrorCode broken() {
        return response ? ErrorCode.SERVICE_PROTOCOL : ErrorCode.BAD_FIELD;
    }

    private HttpRejection tooLarge(HttpLimits limits) {
        return new HttpRejection(
                response ? ErrorCode.SERVICE_PROTOCOL : ErrorCode.HEADER_TOO_LARGE,
                "the header section is longer than " + limits.headerBytes() + " bytes");
    }
}
