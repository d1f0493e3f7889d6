// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;

/**
 * Copies the field lines of a scanned head in runs, leaving out or replacing some. Lines that stay were validated by
 * the scanner, so they go as they came. Confined to one rendering.
 */
final class FieldCopier {
    private final MessageHead head;
    private final ByteBuf out;
    private final int sectionEnd;
    private int runStart;

    FieldCopier(MessageHead head, ByteBuf out) {
        this.head = head;
        this.out = out;
        sectionEnd = head.headBytes - 2;
        runStart = head.fieldCount == 0 ? sectionEnd : head.nameStart(0);
    }

    /** Lets the field stay; blanks before its colon, which RFC 9112 section 5.1 forbids, are taken out. */
    void keep(int field) {
        if (head.bytes[head.nameEnd(field)] != ':') {
            replace(field, head.valueText(field));
        }
    }

    void drop(int field) {
        int lineStart = head.nameStart(field);
        out.writeBytes(head.bytes, runStart, lineStart - runStart);
        runStart = field + 1 < head.fieldCount ? head.nameStart(field + 1) : sectionEnd;
    }

    void replace(int field, String value) {
        drop(field);
        FieldLines.requireValue(value);
        out.writeBytes(head.bytes, head.nameStart(field), head.nameEnd(field) - head.nameStart(field));
        out.writeByte(':')
                .writeByte(' ')
                .writeBytes(Octets.of(value))
                .writeByte('\r')
                .writeByte('\n');
    }

    /** Copies what is left. */
    void finish() {
        out.writeBytes(head.bytes, runStart, sectionEnd - runStart);
        runStart = sectionEnd;
    }
}
