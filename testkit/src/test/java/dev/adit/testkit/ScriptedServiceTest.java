// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import static dev.adit.testkit.Script.answer;
import static dev.adit.testkit.Script.expect;
import static dev.adit.testkit.Script.halfClose;
import static dev.adit.testkit.Script.pause;
import static dev.adit.testkit.Script.readHead;
import static dev.adit.testkit.Script.readToEnd;
import static dev.adit.testkit.Script.repeat;
import static dev.adit.testkit.Script.reset;
import static dev.adit.testkit.Script.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptedServiceTest {
    @Test
    void answersEachRequestOfAConnectionAndRecordsEveryByte() {
        try (ScriptedService service = ScriptedService.start(repeat(answer("hello")));
                RawClient client = RawClient.connect(service.port())) {
            for (int offset = 1; offset < 5; offset++) {
                client.sendSplit("GET /" + offset + " HTTP/1.1\r\n\r\n", offset);
                assertEquals("hello", client.readResponse().body());
            }
            assertEquals(1, service.accepted());
            assertTrue(service.connection(0).received().endsWith("GET /4 HTTP/1.1\r\n\r\n"));
        }
    }

    /** What came is not forgotten for the way in which it ended. */
    @Test
    void whatCameBeforeAResetIsRead() {
        Gate gate = new Gate();
        try (ScriptedService service = ScriptedService.start(Script.of(send("half"), pause(gate), Script.reset()));
                RawClient client = RawClient.connect(service.port())) {
            assertEquals("h", client.readText(1));
            gate.open();
            assertEquals("alf", client.readToAnyEnd());
        }
    }

    @Test
    void holdsAHalfClosedConnectionOpenUntilItIsToldTo() {
        Gate gate = new Gate();
        try (ScriptedService service =
                        ScriptedService.start(Script.of(readToEnd(), pause(gate), send("late"), halfClose()));
                RawClient client = RawClient.connect(service.port())) {
            client.send("early").halfClose();
            gate.awaitReached();
            assertTrue(service.connection(0).sawEnd());
            gate.open();
            assertEquals("late", client.readToEnd());
            assertEquals("early", service.received());
        }
    }

    @Test
    void resetsAndTellsOfResets() {
        try (ScriptedService service = ScriptedService.start(Script.of(readHead(), reset()), readToEnd())) {
            try (RawClient client = RawClient.connect(service.port())) {
                client.send("\r\n\r\n");
                assertThrows(UncheckedIOException.class, client::readToEnd);
            }
            RawClient.connect(service.port()).reset();
            ScriptedConnection second = service.connection(1);
            Await.until("the reset to arrive", () -> second.failure().isPresent());
        }
    }

    @Test
    void aFailedExpectationFailsTheTest() {
        ScriptedService service = ScriptedService.start(expect("good"));
        try (RawClient client = RawClient.connect(service.port())) {
            client.send("evil");
            assertTrue(client.endsWithoutAnotherByte());
        }
        assertThrows(AssertionError.class, service::close);
    }

    @Test
    void readsChunksTrailersAndInterimAnswers() {
        String chunks = "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 1\r\n\r\n";
        String answer = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks;
        try (ScriptedService service = ScriptedService.start(Script.of(readHead(), Script.sendByteByByte(answer)));
                RawClient client = RawClient.connect(service.port())) {
            client.sendByteByByte("GET / HTTP/1.1\r\n\r\n");
            RawResponse response = client.readResponse();
            assertEquals(200, response.status());
            assertEquals("abcde", response.body());
            assertEquals(List.of("X-Sum: 1"), response.trailers());
            assertEquals(List.of("HTTP/1.1 100 Continue\r\n\r\n"), response.interim());
        }
    }
}
