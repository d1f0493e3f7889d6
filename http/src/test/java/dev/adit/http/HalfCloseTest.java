// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Gate;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A visitor that ends only its own direction still gets the whole answer, then the end (PE-44, G11, U6). */
final class HalfCloseTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @ParameterizedTest
    @EnumSource(Transport.class)
    void wholeAnswerThenTheEnd(Transport transport) {
        String body = "x".repeat(3_000_000);
        Gate gate = new Gate();
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readHead(),
                        Script.pause(gate),
                        Script.send("HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + body),
                        Script.readToEnd()));
                TestProxy proxy = TestProxy.to(service).transport(transport).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(GET).halfClose();
            gate.awaitReached();
            gate.open();
            assertEquals(body, visitor.readResponse().body());
            assertEquals("", visitor.readToEnd());
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void everyPipelinedRequestIsAnsweredBehindAnEnd(Transport transport) {
        String body = "y".repeat(20_000);
        try (ScriptedService service = ScriptedService.start(Script.repeat(Script.answer(body)));
                TestProxy proxy = TestProxy.to(service)
                        .transport(transport)
                        .buffers(16 * 1024)
                        .start();
                RawClient visitor = proxy.connect().receiveBuffer(16 * 1024)) {
            visitor.send(GET.repeat(60)).halfClose();
            for (int i = 0; i < 60; i++) {
                assertEquals(body, visitor.readResponse().body());
            }
            assertEquals("", visitor.readToEnd());
        }
    }

    @Test
    void bodyThatEndsEarlyIsNotPassedOnAsWhole() {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
                    .halfClose();
            RawResponse answer = visitor.readResponse();
            assertEquals("ADIT-400-BODY", answer.field("Adit-Error"));
            assertEquals("", visitor.readToEnd());
            assertTrue(proxy.nextEnd().failure().isPresent());
        }
    }

    @Test
    void endBetweenTwoRequestsEndsTheConnection() {
        try (ScriptedService service = ScriptedService.start(Script.repeat(Script.answer("x")));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            assertEquals("x", visitor.send(GET).readResponse().body());
            visitor.send("GET / HT").halfClose();
            assertEquals("", visitor.readToEnd());
            proxy.awaitNoConnection();
        }
    }
}
