// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Optional;

/**
 * Renders a scanned response head for the client in one pass: hop-by-hop fields out, framing in our own words, edits
 * applied (H1-06 to H1-08, H1-13). Pure but for the buffer it returns.
 */
final class ResponseHeadWriter {
    private static final byte[] STATUS_START = Octets.of("HTTP/1.1 ");
    private static final int SMALL_BODY_BYTES = 4096;

    private ResponseHeadWriter() {}

    /**
     * Renders the head.
     *
     * @param chunked whether the body will follow in chunks
     * @param close whether the connection ends after this response
     */
    static ByteBuf write(
            MessageHead head, boolean chunked, boolean close, ResponseEdit edit, ByteBufAllocator allocator) {
        // With room for a small body, which then leaves in the same buffer.
        long body = head.contentLength > SMALL_BODY_BYTES ? 0 : Math.max(0, head.contentLength);
        ByteBuf out = allocator.directBuffer(head.headBytes + OwnLines.MOST_BYTES + (int) body);
        int status = head.status;
        out.writeBytes(STATUS_START)
                .writeByte('0' + status / 100)
                .writeByte('0' + status / 10 % 10)
                .writeByte('0' + status % 10)
                .writeByte(' ')
                .writeBytes(head.bytes, head.reasonStart, head.reasonEnd - head.reasonStart)
                .writeBytes(OwnLines.END);
        copyFields(head, edit, out);
        if (chunked) {
            out.writeBytes(OwnLines.CHUNKED);
        }
        if (status == 101) {
            out.writeBytes(OwnLines.UPGRADE);
        } else if (close) {
            out.writeBytes(OwnLines.CLOSE);
        }
        return out.writeBytes(OwnLines.END);
    }

    private static void copyFields(MessageHead head, ResponseEdit edit, ByteBuf out) {
        FieldCopier copier = new FieldCopier(head, out);
        for (int field = 0; field < head.fieldCount; field++) {
            FieldName name = head.names[field];
            if (!stays(head, field, name)) {
                copier.drop(field);
            } else if (edit.concerns(name)) {
                applyEdit(head, field, edit.apply(name, head.valueText(field)), copier);
            } else if (name == FieldName.CONTENT_LENGTH && !FramingFields.isCanonicalLength(head, field)) {
                copier.replace(field, Long.toString(head.contentLength));
            } else {
                copier.keep(field);
            }
        }
        copier.finish();
    }

    private static void applyEdit(MessageHead head, int field, Optional<String> value, FieldCopier copier) {
        if (value.isEmpty()) {
            copier.drop(field);
        } else if (value.get().equals(head.valueText(field))) {
            copier.keep(field);
        } else {
            copier.replace(field, value.get());
        }
    }

    private static boolean stays(MessageHead head, int field, FieldName name) {
        return switch (name) {
            case CONTENT_LENGTH -> head.status >= 200 && head.status != 204;
            case CONNECTION,
                    KEEP_ALIVE,
                    PROXY_CONNECTION,
                    PROXY_AUTHENTICATE,
                    TE,
                    TRANSFER_ENCODING,
                    UPGRADE,
                    HTTP2_SETTINGS -> false;
            default -> !head.connectionNamesFields || !FramingFields.isNamedByConnection(head, field);
        };
    }
}
