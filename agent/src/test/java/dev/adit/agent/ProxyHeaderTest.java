// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBufUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProxyHeaderTest {
    private static final Optional<InetSocketAddress> VISITOR = at("203.0.113.9", 54321);
    private static final Optional<InetSocketAddress> SERVICE = at("127.0.0.1", 22);

    @Test
    void version1IsALineOfText() {
        assertEquals("PROXY TCP4 203.0.113.9 127.0.0.1 54321 22\r\n", v1(VISITOR, SERVICE));
        assertEquals("PROXY TCP6 2001:db8::1 ::1 1 2\r\n", v1(at("2001:db8::1", 1), at("::1", 2)));
    }

    @Test
    void anUntoldVisitorIsSaidToBeUnknown() {
        assertEquals("PROXY UNKNOWN\r\n", v1(Optional.empty(), SERVICE));
        assertEquals("0d0a0d0a000d0a515549540a20000000", v2(Optional.empty(), SERVICE));
    }

    @Test
    void version2IsBinary() {
        assertEquals("0d0a0d0a000d0a515549540a2111000ccb0071097f000001d4310016", v2(VISITOR, SERVICE));
        assertEquals(
                "0d0a0d0a000d0a515549540a21210024" + "20010db8000000000000000000000001"
                        + "00000000000000000000000000000001" + "00010002",
                v2(at("2001:db8::1", 1), at("::1", 2)));
    }

    /** A service on ::1 has visitors with IPv4 addresses too, and wants to know them. */
    @Test
    void endsOfDifferentFamiliesAreBothWrittenAsIpv6() {
        assertEquals("PROXY TCP6 ::ffff:cb00:7109 ::1 54321 22\r\n", v1(VISITOR, at("::1", 22)));
        assertEquals("PROXY TCP6 2001:db8::1 ::ffff:7f00:1 1 22\r\n", v1(at("2001:db8::1", 1), SERVICE));
        assertEquals(
                "0d0a0d0a000d0a515549540a21210024" + "00000000000000000000ffffcb007109"
                        + "00000000000000000000000000000001" + "d4310016",
                v2(VISITOR, at("::1", 22)));
    }

    /** Behind a unix socket. */
    @Test
    void aServiceWithoutAnAddressStillLearnsItsVisitor() {
        assertEquals("PROXY TCP4 203.0.113.9 0.0.0.0 54321 0\r\n", v1(VISITOR, Optional.empty()));
        assertEquals("0d0a0d0a000d0a515549540a2111000ccb00710900000000d4310000", v2(VISITOR, Optional.empty()));
    }

    /** What we write to services is what our edge reads from proxies. */
    @Test
    void anInterfaceIsNotNamed() throws UnknownHostException {
        byte[] local = InetAddress.ofLiteral("fe80::1").getAddress();
        Inet6Address scoped = Inet6Address.getByAddress("", local, 3);
        assertEquals(
                "PROXY TCP6 2001:db8::1 fe80::1 1 2\r\n",
                v1(at("2001:db8::1", 1), Optional.of(new InetSocketAddress(scoped, 2))));
    }

    private static String v1(Optional<InetSocketAddress> visitor, Optional<InetSocketAddress> service) {
        return ProxyHeader.of(ProxyProtocol.V1, visitor, service).toString(US_ASCII);
    }

    private static String v2(Optional<InetSocketAddress> visitor, Optional<InetSocketAddress> service) {
        return ByteBufUtil.hexDump(ProxyHeader.of(ProxyProtocol.V2, visitor, service));
    }

    private static Optional<InetSocketAddress> at(String address, int port) {
        return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    }
}
