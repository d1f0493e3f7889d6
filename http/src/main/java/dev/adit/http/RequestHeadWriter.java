// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Renders a scanned request head for the next hop in one pass: hop-by-hop fields out first, framing in our own words,
 * then our fields in (H1-06 to H1-10). Pure but for the buffer it returns.
 */
final class RequestHeadWriter {
    private static final byte[] VERSION_LINE_END = Octets.of(" HTTP/1.1\r\n");
    private static final byte[] HOST = Octets.of("Host: ");

    private RequestHeadWriter() {}

    /** Renders the head; {@code upgrade} says whether it goes on as an upgrade to websocket. */
    static ByteBuf write(MessageHead head, RequestEdit edit, boolean upgrade, ByteBufAllocator allocator) {
        byte[] host = edit.host.length > 0 ? edit.host : head.absoluteHost;
        int size = head.headBytes + edit.lines.length + host.length + edit.target.length + OwnLines.MOST_BYTES;
        ByteBuf out = allocator.directBuffer(size);
        out.writeBytes(head.bytes, 0, head.methodEnd).writeByte(' ');
        if (edit.target.length > 0) {
            out.writeBytes(edit.target);
        } else {
            out.writeBytes(head.bytes, head.targetStart, head.targetEnd - head.targetStart);
        }
        out.writeBytes(VERSION_LINE_END);
        if (host.length > 0) {
            out.writeBytes(HOST).writeBytes(host).writeBytes(OwnLines.END);
        }
        copyFields(head, edit, host.length > 0, out);
        if (head.chunked) {
            out.writeBytes(OwnLines.CHUNKED);
        }
        if (upgrade) {
            out.writeBytes(OwnLines.UPGRADE);
        } else if (head.trailersAccepted) {
            out.writeBytes(OwnLines.TRAILERS);
        }
        return out.writeBytes(edit.lines).writeBytes(OwnLines.END);
    }

    private static void copyFields(MessageHead head, RequestEdit edit, boolean newHost, ByteBuf out) {
        FieldCopier copier = new FieldCopier(head, out);
        for (int field = 0; field < head.fieldCount; field++) {
            FieldName name = head.names[field];
            if (name == FieldName.CONTENT_LENGTH && FramingFields.isCanonicalLength(head, field)) {
                continue;
            }
            if (name == FieldName.CONTENT_LENGTH) {
                copier.replace(field, Long.toString(head.contentLength));
            } else if (edit.counts && name == FieldName.MAX_FORWARDS && head.isMethod("OPTIONS")) {
                copier.replace(field, decremented(head.valueText(field)));
            } else if (!stays(head, field, name, edit, newHost)) {
                copier.drop(field);
            }
        }
        copier.finish();
    }

    private static boolean stays(MessageHead head, int field, FieldName name, RequestEdit edit, boolean newHost) {
        return switch (name.group()) {
            case HOP_BY_HOP, FRAMING -> false;
            case FORWARDING -> edit.forwarding == RequestEdit.ForwardingFields.KEEP;
            case FORWARDING_SCHEME -> edit.forwarding != RequestEdit.ForwardingFields.DROP;
            case END_TO_END ->
                !(name == FieldName.AUTHORIZATION && edit.dropsAuthorization)
                        && staysEndToEnd(head, field, name, newHost);
        };
    }

    private static boolean staysEndToEnd(MessageHead head, int field, FieldName name, boolean newHost) {
        return switch (name) {
            case HOST -> !newHost;
            case EXPECT -> !head.isHttp10();
            default -> !head.connectionNamesFields || !FramingFields.isNamedByConnection(head, field);
        };
    }

    private static String decremented(String maxForwards) {
        try {
            return Long.toString(Math.max(0, Long.parseLong(maxForwards) - 1));
        } catch (NumberFormatException ignored) {
            // Not a number: RFC 9110 section 7.6.2 lets a recipient ignore it, so it passes as it came.
            return maxForwards;
        }
    }
}
