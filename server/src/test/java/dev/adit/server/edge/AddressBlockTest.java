// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressBlockTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "::ffff:192.0.2.7, 192.0.2.7",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::",
        "2001:db8:1:3::, 2001:db8:1:3::",
        "::1, ::",
        "fe80::1, fe80::"
    })
    void isTheAddressOrItsNetwork(String address, String block) {
        assertEquals(InetAddress.ofLiteral(block), AddressBlock.of(InetAddress.ofLiteral(address)));
    }
}
