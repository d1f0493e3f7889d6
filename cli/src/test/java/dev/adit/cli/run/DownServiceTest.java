// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.agent.Target;
import dev.adit.testkit.Await;
import dev.adit.wire.TunnelKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownServiceTest {
    private static final String HEAD = "  sl  local_address rem_address   st tx_queue rx_queue\n";

    @TempDir
    Path tables;

    private final Capture capture = new Capture();

    @AfterEach
    void close() {
        capture.close();
    }

    @Test
    void listeningLoopbackPortsAreReadFromTheTables() throws IOException {
        Files.writeString(
                tables.resolve("tcp"),
                HEAD
                        + "   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000\n"
                        + "   1: 00000000:1F90 00000000:0000 0A 00000000:00000000\n"
                        + "   2: 0100007F:0BB9 0100007F:1F90 01 00000000:00000000\n"
                        + "   3: 0A0A0A0A:0050 00000000:0000 0A 00000000:00000000\n");
        Files.writeString(
                tables.resolve("tcp6"),
                HEAD
                        + "   0: 00000000000000000000000001000000:1435 00000000000000000000000000000000:0000 0A 0:0\n"
                        + "   1: 00000000000000000000000000000000:0BB8 00000000000000000000000000000000:0000 0A 0:0\n");
        assertEquals(Optional.of(List.of(3000, 5173, 8080)), ListeningPorts.read(tables));
    }

    @Test
    void withoutTablesNothingIsKnown() {
        assertEquals(Optional.empty(), ListeningPorts.read(tables));
    }

    @Test
    void itTellsOnceWhatWasTriedAndWhatListens() {
        DownService down = new DownService(capture.console, () -> Optional.of(List.of(3001, 5173)), false);
        String why = "the local service at http://localhost:3000 is not listening";
        down.tell(target("3000"), why);
        down.tell(target("3000"), why);
        Await.until("the line", () -> !capture.err().isEmpty());
        assertEquals(
                "adit: the local service at http://localhost:3000 is not listening; ports that"
                        + " listen on loopback: 3001, 5173; the tunnel stays up",
                capture.err().getFirst());
        assertEquals(1, capture.err().size());
    }

    @Test
    void portsOfThisMachineSayNothingOfAnotherOrOfASocket() {
        DownService down = new DownService(capture.console, () -> Optional.of(List.of(3001)), true);
        down.tell(target("unix:/run/app.sock"), "the local service at unix:/run/app.sock is not listening");
        Await.until("the line", () -> !capture.err().isEmpty());
        assertEquals(
                "adit: the local service at unix:/run/app.sock is not listening; the tunnel stays up",
                capture.err().getFirst());
    }

    @Test
    void atTheStartItLooksWithoutConnecting() {
        DownService down = new DownService(capture.console, () -> Optional.of(List.of()), true);
        down.probe(target("app.example.com:3000"));
        down.probe(target("3000"));
        Await.until("the line", () -> !capture.err().isEmpty());
        assertTrue(capture.err().getFirst().contains("no port listens on loopback"), capture.err()::toString);
        assertTrue(capture.err().getFirst().contains("host.docker.internal"), capture.err()::toString);
    }

    private static Target target(String text) {
        return Target.parse(TunnelKind.HTTP, text);
    }
}
