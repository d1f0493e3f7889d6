// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    @ParameterizedTest
    @CsvSource({
        "LocalHost:3000, localhost:3000",
        "127.0.0.1:80, 127.0.0.1:80",
        "[::1]:80, [::1]:80",
        "[2001:DB8::1]:65535, [2001:db8::1]:65535",
        "my_app.internal:1, my_app.internal:1",
    })
    void readsAndPrints(String text, String printed) {
        assertEquals(printed, HostPort.parse(text, -1).toString());
    }

    @ParameterizedTest
    @CsvSource({"example.com, 443", "[::1], 443"})
    void takesTheDefaultPortWhenThereIsNone(String text, int port) {
        assertEquals(port, HostPort.parse(text, 443).port());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "host:",
                "host:65536",
                "host:abc",
                "host:-1",
                "host:+1",
                "::1",
                "::1:80",
                "[::1",
                "[::1]x:80",
                "[host]:80",
                "a b:80",
                "-a:80",
                "a-:80",
                "a..b:80",
                "a/b:80",
                "a@b:80",
                "host:123456",
                "h\r\n:80"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThrows(IllegalArgumentException.class, () -> HostPort.parse(text, -1));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "app.localhost, true",
        "127.8.9.1, true",
        "::1, true",
        "localhost.example.com, false",
        "128.0.0.1, false",
        "::2, false",
    })
    void knowsLoopback(String host, boolean loopback) {
        assertEquals(loopback, new HostPort(host, 1).isLoopback());
    }
}
