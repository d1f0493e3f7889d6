// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
    })
    void holdsExactlyItsAddresses(String block, String address, boolean inside) {
        assertEquals(inside, Cidr.parse(block).contains(InetAddress.ofLiteral(address)));
    }

    @Test
    void mappedAddressesCountAsIpv4() {
        assertTrue(Cidr.parse("10.0.0.0/8").contains(InetAddress.ofLiteral("::ffff:10.1.2.3")));
        assertFalse(Cidr.parse("::/0").contains(InetAddress.ofLiteral("10.1.2.3")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0/8",
                "example.com/8",
                "::/129",
                "1.2.3.4/+8",
                "300.1.1.1"
            })
    void refusesWhatIsNoBlock(String text) {
        assertThrows(IllegalArgumentException.class, () -> Cidr.parse(text));
    }

    @Test
    void bitsBeyondThePrefixAreRefusedWithTheRightBlock() {
        Exception refused = assertThrows(IllegalArgumentException.class, () -> Cidr.parse("10.1.2.3/8"));
        assertTrue(refused.toString().contains("write 10.0.0.0/8"), refused::toString);
    }
}
