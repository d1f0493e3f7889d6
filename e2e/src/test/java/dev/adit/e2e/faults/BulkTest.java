// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies of any size pass whole through small heaps, both ways at once (H1-21). */
@Timeout(120)
class BulkTest {
    @Test
    void bodiesLargerThanTheMemoryPassWhole() throws IOException {
        pass("-Xmx24m -XX:MaxDirectMemorySize=32m", 64L << 20);
    }

    @Test
    @Tag("long")
    @Timeout(900)
    void aGibibytePassesEachWayThrough128Mebibytes() throws IOException {
        pass("-Xmx128m -XX:MaxDirectMemorySize=128m", 1L << 30);
    }

    private static void pass(String jvm, long bytes) throws IOException {
        String sum = Long.toString(Bulk.sum(bytes));
        try (House house = House.withJvm(jvm)) {
            long begun = System.nanoTime();
            try (Crowd both = Crowd.of(2, (number, goOn) -> {
                assertEquals(sum, number == 0 ? download(house, bytes) : upload(house, bytes));
            })) {
                both.awaitEnd(Duration.ofMinutes(10));
            }
            long millis = (System.nanoTime() - begun) / 1_000_000;
            house.probe();
            Figures.note("%d MiB each way at once through %s in %.1f s: server %s, agent %s"
                    .formatted(bytes >> 20, jvm, millis / 1e3, Vitals.of(house.server()), Vitals.of(house.agent())));
        }
    }

    private static String download(House house, long bytes) throws IOException {
        try (RawClient visitor = house.visitor()) {
            visitor.send(House.get("/bytes/" + bytes));
            assertTrue(visitor.readHead().contains("\r\nContent-Length: " + bytes + "\r\n"));
            return Long.toString(Bulk.read(visitor.input(), bytes));
        }
    }

    private static String upload(House house, long bytes) throws IOException {
        try (RawClient visitor = house.visitor()) {
            visitor.send(House.post("/upload", bytes));
            Bulk.write(visitor.output(), bytes);
            return visitor.readResponse("POST").body();
        }
    }
}
