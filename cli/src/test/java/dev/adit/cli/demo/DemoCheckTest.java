// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DemoCheckTest {
    private final List<String> lines = new ArrayList<>();

    @Test
    void soundServicePassesEveryPart() {
        try (var application = new SampleApplication()) {
            application.start();
            URI base = URI.create("http://demo.localhost:" + application.port());
            assertTrue(new DemoCheck(base, lines::add).run(), lines::toString);
        }
        List<String> parts =
                lines.stream().map(line -> line.split(" {2}", 3)[1]).toList();
        assertEquals(List.of("page", "clock", "events", "upload", "download"), parts);
        assertTrue(lines.stream().allMatch(line -> line.matches("ok {2}[a-z]+ {2}[0-9]+ ms {2}.*")), lines::toString);
    }

    @Test
    void deadServiceFailsEveryPart() throws IOException {
        int port;
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        assertFalse(new DemoCheck(URI.create("http://127.0.0.1:" + port), lines::add).run());
        assertEquals(
                5, lines.stream().filter(line -> line.startsWith("failed  ")).count());
    }
}
