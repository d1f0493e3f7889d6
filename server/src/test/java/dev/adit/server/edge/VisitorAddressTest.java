// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.wire.Cidr;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The visitor behind trusted proxies (H1-10). */
class VisitorAddressTest {
    private static final VisitorAddress VISITORS =
            new VisitorAddress(List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8")));

    @Test
    void trustIsByBlock() {
        assertTrue(VISITORS.isTrusted(InetAddress.ofLiteral("10.255.0.1")));
        assertTrue(VISITORS.isTrusted(InetAddress.ofLiteral("fd12::1")));
        assertFalse(VISITORS.isTrusted(InetAddress.ofLiteral("11.0.0.1")));
        assertFalse(VISITORS.isTrusted(InetAddress.ofLiteral("::1")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1.2.3.4                         | 1.2.3.4
            6.6.6.6, 1.2.3.4                | 1.2.3.4
            6.6.6.6, 1.2.3.4, 10.0.0.2      | 1.2.3.4
            10.0.0.3, 10.0.0.2              | 10.0.0.3
            1.2.3.4:5678                    | 1.2.3.4
            2001:db8::1                     | 2001:db8:0:0:0:0:0:1
            [2001:db8::1]:443, fd00::9      | 2001:db8:0:0:0:0:0:1
            1.2.3.4, unknown                | 10.0.0.1
            1.2.3.4, , 10.0.0.2             | 10.0.0.2
            1.2.3.4, evil.example, 10.0.0.2 | 10.0.0.2
            1.2.3.4.5                       | 10.0.0.1
            999.1.1.1                       | 10.0.0.1
            _hidden                         | 10.0.0.1
            """)
    void theVisitorIsTheRightMostAddressThatIsNotTrusted(String chain, String visitor) {
        assertEquals(
                visitor,
                VISITORS.chain(InetAddress.ofLiteral("10.0.0.1"), Heads.get("/", "X-Forwarded-For: " + chain))
                        .visitor()
                        .getHostAddress());
    }

    @Test
    void severalLinesAreOneChainAndNoneIsThePeer() {
        InetAddress peer = InetAddress.ofLiteral("10.0.0.1");
        assertEquals(
                InetAddress.ofLiteral("1.2.3.4"),
                VISITORS.chain(peer, Heads.get("/", "X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 1.2.3.4, 10.9.9.9"))
                        .visitor());
        assertEquals(peer, VISITORS.chain(peer, Heads.get("/")).visitor());
    }
}
