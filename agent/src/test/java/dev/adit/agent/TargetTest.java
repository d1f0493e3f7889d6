// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.wire.TunnelKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "3000, http://localhost:3000",
        ":3000, http://localhost:3000",
        "127.0.0.1:3000, http://127.0.0.1:3000",
        "[::1]:3000, http://[::1]:3000",
        "http://Host:3000/, http://host:3000",
        "http://host, http://host:80",
        "https://host, https://host:443",
        "HTTPS://host:8443, https://host:8443",
        "unix:/run/app.sock, unix:/run/app.sock",
    })
    void httpTargetsPrintNormalised(String text, String printed) {
        assertEquals(printed, Target.parse(TunnelKind.HTTP, text).toString());
    }

    @ParameterizedTest
    @CsvSource({"22, tcp://localhost:22", "db:5432, tcp://db:5432", "tcp://db:5432, tcp://db:5432"})
    void tcpTargetsPrintNormalised(String text, String printed) {
        assertEquals(printed, Target.parse(TunnelKind.TCP, text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "70000",
                "abc",
                "host:0",
                "http://host:3000/path",
                "http://host?x",
                "ftp://host:1",
                "tcp://host:1",
                "unix:relative.sock",
                "unix:",
                "-1",
                "3000 ",
                "http://"
            })
    void refusesWhatIsNoHttpTargetAndSaysWhatToWrite(String text) {
        Exception refused = assertThrows(IllegalArgumentException.class, () -> Target.parse(TunnelKind.HTTP, text));
        assertTrue(refused.toString().contains("write"), refused::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://host:80", "unix:/a.sock", "0", "x"})
    void refusesWhatIsNoTcpTarget(String text) {
        assertThrows(IllegalArgumentException.class, () -> Target.parse(TunnelKind.TCP, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://user:secret@host:80", "https://user:secret@host"})
    void aPasswordInATargetIsRefusedAndNotShown(String text) {
        Exception refused = assertThrows(IllegalArgumentException.class, () -> Target.parse(TunnelKind.HTTP, text));
        assertTrue(!refused.toString().contains("secret"), refused::toString);
    }
}
