// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PE-21: every mutation is refused, or it is one request whose body is the same for everybody. */
final class MutationTest {
    private static final Recorder SERVICE = new Recorder();
    private static House house;

    @BeforeAll
    static void open() {
        Journal.install();
        house = House.open(Place.ADIT_SUBDOMAIN, SERVICE.port(), config -> config.withTimeouts(Patience.GENEROUS));
    }

    @AfterAll
    static void close() {
        house.close();
        SERVICE.close();
    }

    static Stream<Mutations.Mutation> mutations() {
        return Mutations.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutations")
    void isOneRequestOrNone(Mutations.Mutation mutation) {
        SERVICE.play(Reply.OK);
        try (RawClient visitor = house.connect()) {
            visitor.send(house.place().fill(mutation.sent())).halfClose();
            String seen = visitor.readToEnd();
            List<Message> reached = SERVICE.take();
            boolean served = seen.startsWith("HTTP/1.1 200 ");
            assertEquals(1, seen.split("HTTP/1\\.1 ", -1).length - 1, "answers: " + seen);
            assertEquals(served ? 1 : 0, reached.size(), seen + reached);
            assertTrue(served || seen.startsWith("HTTP/1.1 400 ") || seen.startsWith("HTTP/1.1 501 "), seen);
            if (served) {
                assertTrue(!mutation.hasLength(), "both framings were taken");
                assertTrue(reached.getFirst().text().endsWith("Transfer-Encoding: chunked\r\n\r\n" + Mutations.CHUNKS));
            }
        }
    }
}
