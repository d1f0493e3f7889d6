// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundAddressTest {
    @ParameterizedTest
    @CsvSource({"0.0.0.0, 0.0.0.0:80", "::1, [::1]:80", "::, [::]:80", "2001:db8::7, [2001:db8::7]:80"})
    void addressesPrintInTheirShortForm(String address, String text) {
        assertEquals(text, BoundAddress.text(new InetSocketAddress(InetAddress.ofLiteral(address), 80)));
    }
}
