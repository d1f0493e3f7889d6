// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.nio.charset.StandardCharsets;

/** Classes of octets in a message head (RFC 9110 section 5.6.2, RFC 9112 section 2 to 5) and comparisons over them. */
final class Octets {
    static final byte CR = '\r';
    static final byte LF = '\n';
    static final byte SP = ' ';
    static final byte HTAB = '\t';

    private static final int TOKEN = 1;
    private static final int VALUE = 2;
    private static final int TARGET = 4;
    private static final int HOST = 8;
    private static final byte[] CLASSES = classes();

    private Octets() {}

    private static byte[] classes() {
        byte[] table = new byte[256];
        for (int octet = 0x21; octet < 0x100; octet++) {
            if (octet != 0x7F) {
                table[octet] |= VALUE | TARGET;
            }
        }
        table[SP] |= VALUE;
        table[HTAB] |= VALUE;
        String alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        for (char c : (alphanumeric + "!#$%&'*+-.^_`|~").toCharArray()) {
            table[c] |= TOKEN;
        }
        for (char c : (alphanumeric + "-._").toCharArray()) {
            table[c] |= HOST;
        }
        return table;
    }

    /** Whether the octet may stand in a token, as method and field names are. */
    static boolean isToken(byte octet) {
        return (CLASSES[octet & 0xFF] & TOKEN) != 0;
    }

    /** Whether the octet may stand in a field value or reason phrase: visible, blank, tab or obs-text. */
    static boolean isValue(byte octet) {
        return (CLASSES[octet & 0xFF] & VALUE) != 0;
    }

    /** Whether the octet may stand in a request target; raw octets from 0x80 are passed on as they are. */
    static boolean isTarget(byte octet) {
        return (CLASSES[octet & 0xFF] & TARGET) != 0;
    }

    /** Whether the octet may stand in a registered name or an IPv4 address of a Host field. */
    static boolean isHost(byte octet) {
        return (CLASSES[octet & 0xFF] & HOST) != 0;
    }

    static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    static boolean isBlank(byte octet) {
        return octet == SP || octet == HTAB;
    }

    /** The end of the span without the blanks that it ends with. */
    static int trimEnd(byte[] bytes, int start, int end) {
        int i = end;
        while (i > start && isBlank(bytes[i - 1])) {
            i--;
        }
        return i;
    }

    /** The start of the span without the blanks that it begins with. */
    static int skipBlanks(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && isBlank(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Whether the span equals the lower-case ASCII word, letters compared without case. */
    static boolean equalsIgnoreCase(byte[] bytes, int start, int end, byte[] lowerWord) {
        if (end - start != lowerWord.length) {
            return false;
        }
        for (int i = 0; i < lowerWord.length; i++) {
            if (lower(bytes[start + i]) != lowerWord[i]) {
                return false;
            }
        }
        return true;
    }

    static byte lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? (byte) (octet + 32) : octet;
    }

    /** The octets as a string, one character each: nothing is lost or decoded. */
    static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
