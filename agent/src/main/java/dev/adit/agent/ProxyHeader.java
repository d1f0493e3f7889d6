// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.adit.http.SocketLink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The PROXY header that tells a local service who visits; pure. Layouts: haproxy's proxy-protocol.txt, sections 2.1
 * and 2.2.
 */
final class ProxyHeader {
    private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
    /** Version 2, command PROXY; over TCP with IPv4 or IPv6. */
    private static final int V2_PROXY = 0x21;

    private static final int V2_LOCAL = 0x20;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;
    private static final int IPV4_BYTES = 4;

    private ProxyHeader() {}

    /** The header that opens a connection for a visitor. */
    static ByteBuf of(ProxyProtocol version, Visit visit, SocketLink service) {
        Optional<InetSocketAddress> endpoint = service.channel().remoteAddress() instanceof InetSocketAddress address
                ? Optional.of(address)
                : Optional.empty();
        return of(version, visit.address(), endpoint);
    }

    /**
     * The header for a visitor; without one, a header that says so.
     *
     * <p>Both ends are written in one family: where they differ, the IPv4 one as IPv4-mapped IPv6. A service without an
     * address, behind a unix socket, is the unspecified one.
     */
    static ByteBuf of(ProxyProtocol version, Optional<InetSocketAddress> visitor, Optional<InetSocketAddress> service) {
        if (visitor.isEmpty()) {
            return switch (version) {
                case V1 -> Unpooled.copiedBuffer("PROXY UNKNOWN\r\n", US_ASCII);
                case V2 -> v2Local();
            };
        }
        byte[] from = octets(visitor.get());
        byte[] to = service.map(ProxyHeader::octets).orElseGet(() -> new byte[from.length]);
        int length = Math.max(from.length, to.length);
        Ends ends = new Ends(
                Unpooled.wrappedBuffer(widened(from, length)),
                Unpooled.wrappedBuffer(widened(to, length)),
                visitor.get().getPort(),
                service.map(InetSocketAddress::getPort).orElse(0));
        return switch (version) {
            case V1 -> v1(ends);
            case V2 -> v2(ends);
        };
    }

    /** Visitor and service, in one family. */
    private record Ends(ByteBuf from, ByteBuf to, int fromPort, int toPort) {
        boolean isIpv4() {
            return from.readableBytes() == IPV4_BYTES;
        }
    }

    private static ByteBuf v1(Ends ends) {
        String line = (ends.isIpv4() ? "PROXY TCP4 " : "PROXY TCP6 ") + text(ends.from()) + ' ' + text(ends.to()) + ' '
                + ends.fromPort() + ' ' + ends.toPort() + "\r\n";
        return Unpooled.copiedBuffer(line, US_ASCII);
    }

    /** In digits, without the name of an interface. */
    private static String text(ByteBuf octets) {
        return NetUtil.bytesToIpAddress(ByteBufUtil.getBytes(octets));
    }

    private static ByteBuf v2(Ends ends) {
        int length = ends.from().readableBytes();
        return Unpooled.buffer()
                .writeBytes(SIGNATURE)
                .writeByte(V2_PROXY)
                .writeByte(ends.isIpv4() ? TCP4 : TCP6)
                .writeShort(2 * length + 4)
                .writeBytes(ends.from())
                .writeBytes(ends.to())
                .writeShort(ends.fromPort())
                .writeShort(ends.toPort());
    }

    private static ByteBuf v2Local() {
        return Unpooled.buffer()
                .writeBytes(SIGNATURE)
                .writeByte(V2_LOCAL)
                .writeByte(0)
                .writeShort(0);
    }

    private static byte[] octets(InetSocketAddress address) {
        return address.getAddress().getAddress();
    }

    /** An IPv4 address in 16 bytes is ten of zero, two of ones, and its own four (RFC 4291 section 2.5.5.2). */
    private static byte[] widened(byte[] octets, int length) {
        if (octets.length == length) {
            return octets;
        }
        byte[] mapped = new byte[length];
        mapped[10] = (byte) 0xFF;
        mapped[11] = (byte) 0xFF;
        System.arraycopy(octets, 0, mapped, length - octets.length, octets.length);
        return mapped;
    }
}
