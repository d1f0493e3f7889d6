// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPreambleTest {
    private static final String IPV4 = "01 01 000f 0007 01 04 cb007109 d431 04 61622d31";
    private static final String IPV6 = "01 02 0017 ffff 00 06 20010db8000000000000000000000001 01bb 00";
    private static final String UNKNOWN_VISITOR = "01 01 0007 0001 00 00 0000 00";

    @Test
    void anIpv4VisitorHasTheseBytes() throws UnknownHostException {
        assertEncodes(IPV4, new StreamPreamble(TunnelKind.HTTP, 7, true, at("203.0.113.9", 54321), "ab-1"));
    }

    @Test
    void anIpv6VisitorHasTheseBytes() throws UnknownHostException {
        assertEncodes(IPV6, new StreamPreamble(TunnelKind.TCP, 65535, false, at("2001:db8::1", 443), ""));
    }

    @Test
    void anUntoldVisitorHasTheseBytes() {
        assertEncodes(UNKNOWN_VISITOR, new StreamPreamble(TunnelKind.HTTP, 1, false, Optional.empty(), ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV4, IPV6, UNKNOWN_VISITOR})
    void aPreambleMayArriveInAnyPieces(String hex) {
        ByteBuf whole = bytes(hex);
        ByteBuf arrived = Unpooled.buffer();
        while (whole.readableBytes() > 1) {
            arrived.writeByte(whole.readByte());
            assertEquals(Optional.empty(), StreamPreamble.decode(arrived));
            assertEquals(0, arrived.readerIndex(), "an incomplete preamble is not read");
        }
        arrived.writeBytes(whole).writeByte('G');
        assertTrue(StreamPreamble.decode(arrived).isPresent());
        assertEquals('G', arrived.readByte(), "payload behind the preamble stays");
    }

    @Test
    void bytesLeftWithinTheLengthAreSkipped() {
        ByteBuf in = bytes("01 01 0009 0001 00 00 0000 00 beef 47");
        StreamPreamble preamble = StreamPreamble.decode(in).orElseThrow();
        assertEquals(1, preamble.tunnel());
        assertEquals(1, in.readableBytes());
    }

    @Test
    void unknownFlagsAreIgnored() {
        assertTrue(StreamPreamble.decode(bytes("01 01 0007 0001 ff 00 0000 00"))
                .orElseThrow()
                .overTls());
    }

    @ParameterizedTest
    @CsvSource({
        "02, preamble version 2",
        "00, preamble version 0",
        "01 00, preamble kind 0",
        "01 03, preamble kind 3",
        "01 01 0006, preamble length 6",
        "01 01 0007 0000 00 00 0000 00, preamble tunnel 0",
        "01 01 0007 0001 00 05 0000 00, preamble address family 5",
        "01 01 0007 0001 00 04 0000 00, preamble shorter than its fields",
        "01 01 0007 0001 00 00 0000 01, preamble shorter than its fields",
        "01 01 0008 0001 00 00 0000 01 ff, preamble request id is not ASCII",
    })
    void aMalformedPreambleIsRefusedAsSoonAsItShows(String hex, String message) {
        WireException thrown = assertThrows(WireException.class, () -> StreamPreamble.decode(bytes(hex)));
        assertEquals(message, thrown.getMessage());
    }

    private static void assertEncodes(String hex, StreamPreamble preamble) {
        ByteBuf out = Unpooled.buffer();
        preamble.encode(out);
        assertEquals(hex.replace(" ", ""), ByteBufUtil.hexDump(out));
        assertEquals(preamble, StreamPreamble.decode(out).orElseThrow());
        assertEquals(0, out.readableBytes());
    }

    private static Optional<InetSocketAddress> at(String address, int port) throws UnknownHostException {
        return Optional.of(new InetSocketAddress(InetAddress.getByName(address), port));
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
    }
}
