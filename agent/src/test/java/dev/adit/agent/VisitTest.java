// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VisitTest {
    @Test
    void anIpv6AddressIsWrittenAsPeopleAndOtherProgramsWriteIt() {
        InetSocketAddress visitor = new InetSocketAddress(InetAddress.ofLiteral("2001:db8::7"), 4711);
        assertEquals("2001:db8::7", new Visit(true, Optional.of(visitor), false, "r").remoteAddress());
    }
}
