// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

/**
 * A DNS label that stands for one in other letters than ASCII: {@code xn--} and Punycode (RFC 3492, RFC 5890). Stateless.
 *
 * <p>What is checked is that it can be decoded at all; which letters a label may have is the registry's affair, and
 * {@code java.net.IDN} refuses those that came after Unicode 3.2.
 */
final class ALabel {
    static final String PREFIX = "xn--";

    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int INITIAL_BIAS = 72;
    private static final int FIRST_OTHER = 0x80;

    private ALabel() {}

    /** Whether a label in lower case that begins with the prefix can be decoded to one that needs the prefix. */
    static boolean isDecodable(String label) {
        int delimiter = label.lastIndexOf('-');
        int length = delimiter < PREFIX.length() ? 0 : delimiter - PREFIX.length();
        int at = delimiter < PREFIX.length() ? PREFIX.length() : delimiter + 1;
        if (at == label.length()) {
            return false;
        }
        long codePoint = FIRST_OTHER;
        long insertion = 0;
        int bias = INITIAL_BIAS;
        while (at < label.length()) {
            long before = insertion;
            long weight = 1;
            for (int k = BASE; ; k += BASE) {
                int digit = at < label.length() ? digit(label.charAt(at++)) : -1;
                if (digit < 0) {
                    return false;
                }
                insertion += digit * weight;
                int threshold = Math.clamp(k - bias, T_MIN, T_MAX);
                if (digit < threshold) {
                    break;
                }
                weight *= BASE - threshold;
                if (weight > Integer.MAX_VALUE || insertion > Integer.MAX_VALUE) {
                    return false;
                }
            }
            length++;
            bias = adapted(insertion - before, length, before == 0);
            codePoint += insertion / length;
            insertion = insertion % length + 1;
            if (codePoint > Character.MAX_CODE_POINT || !isShown((int) codePoint)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isShown(int codePoint) {
        boolean isSurrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        return !isSurrogate && !Character.isISOControl(codePoint) && !Character.isSpaceChar(codePoint);
    }

    private static int adapted(long delta, int length, boolean first) {
        long rest = first ? delta / DAMP : delta / 2;
        rest += rest / length;
        int k = 0;
        while (rest > (BASE - T_MIN) * T_MAX / 2) {
            rest /= BASE - T_MIN;
            k += BASE;
        }
        return k + (int) ((BASE - T_MIN + 1) * rest / (rest + SKEW));
    }

    private static int digit(char c) {
        return c >= 'a' && c <= 'z' ? c - 'a' : c >= '0' && c <= '9' ? c - '0' + 26 : -1;
    }
}
