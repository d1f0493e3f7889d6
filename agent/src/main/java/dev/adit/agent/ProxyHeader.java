// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.adit.http.SocketLink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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

    private ProxyHeader() {}

    /** The header that opens a connection for a visitor. */
    static ByteBuf of(ProxyProtocol version, Visit visit, SocketLink service) {
        Optional<InetSocketAddress> endpoint = service.channel().remoteAddress() instanceof InetSocketAddress address
                ? Optional.of(address)
                : Optional.empty();
        return of(version, visit.address(), endpoint);
    }

    /** The header for a visitor; without one, or when the families differ, a header that says so. */
    static ByteBuf of(ProxyProtocol version, Optional<InetSocketAddress> visitor, Optional<InetSocketAddress> service) {
        boolean told = visitor.isPresent()
                && service.isPresent()
                && bytes(visitor.get()).length == bytes(service.get()).length;
        return switch (version) {
            case V1 ->
                Unpooled.copiedBuffer(
                        told ? v1(visitor.orElseThrow(), service.orElseThrow()) : "PROXY UNKNOWN\r\n", US_ASCII);
            case V2 -> told ? v2(visitor.orElseThrow(), service.orElseThrow()) : v2Local();
        };
    }

    private static String v1(InetSocketAddress visitor, InetSocketAddress service) {
        return "PROXY " + (bytes(visitor).length == 4 ? "TCP4 " : "TCP6 ")
                + visitor.getAddress().getHostAddress() + ' '
                + service.getAddress().getHostAddress() + ' ' + visitor.getPort() + ' ' + service.getPort() + "\r\n";
    }

    private static ByteBuf v2(InetSocketAddress visitor, InetSocketAddress service) {
        int length = bytes(visitor).length;
        return Unpooled.buffer()
                .writeBytes(SIGNATURE)
                .writeByte(V2_PROXY)
                .writeByte(length == 4 ? TCP4 : TCP6)
                .writeShort(2 * length + 4)
                .writeBytes(bytes(visitor))
                .writeBytes(bytes(service))
                .writeShort(visitor.getPort())
                .writeShort(service.getPort());
    }

    private static ByteBuf v2Local() {
        return Unpooled.buffer()
                .writeBytes(SIGNATURE)
                .writeByte(V2_LOCAL)
                .writeByte(0)
                .writeShort(0);
    }

    private static byte[] bytes(InetSocketAddress address) {
        return address.getAddress().getAddress();
    }
}
