// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A block of IP addresses such as {@code 10.0.0.0/8}; a bare address is a block of one. Immutable.
 *
 * <p>IPv4 addresses mapped into IPv6 count as IPv4. Bits beyond the prefix must be zero, so that a typing slip is
 * seen instead of silently widened.
 */
public record Cidr(InetAddress network, int prefix) {
    public Cidr {
        int bits = network.getAddress().length * 8;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("prefix /" + prefix + " is outside /0 to /" + bits);
        }
        if (!matches(network.getAddress(), masked(network.getAddress(), prefix), bits)) {
            throw new IllegalArgumentException("'" + network.getHostAddress() + "/" + prefix
                    + "' has bits set beyond its prefix; write " + text(masked(network.getAddress(), prefix), prefix));
        }
    }

    /** Reads {@code ADDRESS} or {@code ADDRESS/PREFIX}; host names are refused, nothing is resolved. */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        InetAddress network = literal(address, text);
        if (slash < 0) {
            return new Cidr(network, network.getAddress().length * 8);
        }
        String digits = text.substring(slash + 1);
        if (!digits.matches("[0-9]{1,3}")) {
            throw notABlock(text);
        }
        return new Cidr(network, Integer.parseInt(digits));
    }

    /** Whether the address lies in this block. */
    public boolean contains(InetAddress address) {
        byte[] candidate = address.getAddress();
        byte[] own = network.getAddress();
        return candidate.length == own.length && matches(candidate, own, prefix);
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }

    private static InetAddress literal(String address, String whole) {
        boolean four = address.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
        boolean six = address.indexOf(':') >= 0 && address.matches("[0-9A-Fa-f:.]+");
        if (!four && !six) {
            throw notABlock(whole);
        }
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw notABlock(whole);
        }
    }

    private static IllegalArgumentException notABlock(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is not an address block; write one like 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32");
    }

    private static boolean matches(byte[] left, byte[] right, int bits) {
        int whole = bits >> 3;
        for (int i = 0; i < whole; i++) {
            if (left[i] != right[i]) {
                return false;
            }
        }
        int rest = 0xFF00 >> (bits & 7) & 0xFF;
        return rest == 0 || ((left[whole] ^ right[whole]) & rest) == 0;
    }

    private static byte[] masked(byte[] address, int bits) {
        byte[] result = new byte[address.length];
        for (int bit = 0; bit < bits; bit++) {
            result[bit >> 3] |= (byte) (address[bit >> 3] & (0x80 >> (bit & 7)));
        }
        return result;
    }

    private static String text(byte[] address, int prefix) {
        try {
            return InetAddress.getByAddress(address).getHostAddress() + "/" + prefix;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of " + address.length + " bytes", impossible);
        }
    }
}
