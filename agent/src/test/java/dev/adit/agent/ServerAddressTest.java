// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "https://tunnel.example.com, https://tunnel.example.com",
        "wss://tunnel.example.com:443/, https://tunnel.example.com",
        "https://tunnel.example.com:8443, https://tunnel.example.com:8443",
        "ws://127.0.0.1:8080, http://127.0.0.1:8080",
        "http://LOCALHOST, http://localhost",
        "http://[::1]:80, http://[::1]",
    })
    void printsWithoutTheUsualPort(String text, String printed) {
        assertEquals(printed, ServerAddress.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tunnel.example.com",
                "ftp://host",
                "https://",
                "https://host/path",
                "https://host?x=1",
                "https://host:0",
                "https://host:99999",
                "https://user:secret@host"
            })
    void refusesWhatIsNoServerAndNeverShowsAPassword(String text) {
        Exception refused = assertThrows(IllegalArgumentException.class, () -> ServerAddress.parse(text));
        assertTrue(refused.toString().contains("write"), refused::toString);
        assertTrue(!refused.toString().contains("secret"), refused::toString);
    }
}
