// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A local service that breaks the rules or breaks off: 502 as long as nothing was forwarded, a visible cut after that
 * (H1-05, H1-11, H1-20, PE-48 to PE-51, U5, U7).
 */
final class BrokenServiceTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 99 Low\r\n\r\n",
                "HTTP/1.1 099 Low\r\n\r\n",
                "HTTP/1.1 1000 High\r\n\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "HTTP/1.1\t200 OK\r\n\r\n",
                "HTTP/1.1 200 O\u0000K\r\n\r\n",
                "HTTP/1.1 200 OK\nX: y\n\n",
                "HTTP/1.1 200 OK\r\nX: a\u0000b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length:\r\n 5\r\n\r\nhello",
                "HTTP/1.1 100 Continue\r\nContent-Length: 3\r\n\r\nabc",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 200 OK\r\nX: y\r\n",
                ""
            })
    void brokenHeadIsABadGateway(String sent) {
        try (ScriptedService service = ScriptedService.start(Script.of(Script.readHead(), Script.send(sent)));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(GET);
            RawResponse answer = visitor.readResponse();
            assertEquals(502, answer.status(), sent);
            assertEquals("", answer.field("Connection"), "the visitor's connection is in step and stays");
            assertTrue(answer.field("Adit-Error").startsWith("ADIT-502-"));
            assertEquals(Optional.of(502), proxy.nextEnd().failure().map(ErrorCode::status));
            visitor.send(GET);
            assertEquals(502, visitor.readResponse().status());
            assertEquals(2, service.accepted(), "the broken connection is not used again");
        }
    }

    @Test
    void hugeAnswerHeadIsABadGateway() {
        String sent = OK + "X: y\r\n".repeat(20_000);
        try (ScriptedService service = ScriptedService.start(Script.of(Script.readHead(), Script.send(sent)));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            assertEquals(502, visitor.send(GET).readResponse().status());
        }
    }

    /** U7, PE-49: short of its length; the visitor reads an end that cannot be the end. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void bodyShortOfItsLengthIsCut(Transport transport) {
        try (ScriptedService service = ScriptedService.start(
                        Script.of(Script.readHead(), Script.send(OK + "Content-Length: 10\r\n\r\nab")));
                TestProxy proxy = TestProxy.to(service).transport(transport).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(GET);
            assertEquals(OK + "Content-Length: 10\r\n\r\nab", visitor.readToEnd());
            assertEquals(ExchangeEnd.Outcome.TRUNCATED, proxy.nextEnd().outcome());
        }
    }

    /** U7, PE-49: chunks without the last one, whether the service ends, resets or breaks the coding. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2\r\nab\r\n",
                "2\r\nab\r\n5\r\nab",
                "2\r\nab\r\nZ\r\n",
                "2\r\nab\r\n0\r\nbad\r\n\r\n",
                "2\r\nabXX"
            })
    void chunksThatBreakOffGetNoLastChunk(String sent) {
        try (ScriptedService service = ScriptedService.start(
                        Script.of(Script.readHead(), Script.send(OK + "Transfer-Encoding: chunked\r\n\r\n" + sent)));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(GET);
            String seen = visitor.readToEnd();
            assertTrue(seen.startsWith(OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"), seen);
            assertTrue(!seen.contains("0\r\n\r\n"), seen);
            assertEquals(ExchangeEnd.Outcome.TRUNCATED, proxy.nextEnd().outcome());
        }
    }

    /** U7: to an HTTP/1.0 visitor only a reset tells that a body without a length is not whole. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void cutOfACloseDelimitedAnswerIsAReset(Transport transport) {
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readHead(), Script.send(OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n")));
                TestProxy proxy = TestProxy.to(service).transport(transport).start();
                RawClient visitor = proxy.connect()) {
            visitor.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
            UncheckedIOException cut = assertThrows(UncheckedIOException.class, visitor::readToEnd);
            assertTrue(String.valueOf(cut.getMessage()).contains("reset"), cut.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void resetBeforeAnAnswerIsABadGateway(Transport transport) {
        try (ScriptedService service = ScriptedService.start(Script.of(Script.readHead(), Script.reset()));
                TestProxy proxy = TestProxy.to(service).transport(transport).start();
                RawClient visitor = proxy.connect()) {
            RawResponse answer = visitor.send(GET).readResponse();
            assertEquals(502, answer.status());
            assertEquals("ADIT-502-RESET", answer.field("Adit-Error"));
        }
    }

    /** H1-20, H1-01: nobody listens. */
    @Test
    void refusedConnectionIsABadGateway() {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            service.stopListening();
            visitor.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
            assertEquals("ADIT-502-REFUSED", visitor.readResponse().field("Adit-Error"));
        }
    }

    /** H1-17, H1-20: a kept connection may have died unnoticed; a request that may be repeated goes once more. */
    @Test
    void repeatableRequestOnADyingConnectionGoesOnceMore() {
        try (ScriptedService service = ScriptedService.start(
                        Script.of(Script.answer("first"), Script.readHead()), Script.repeat(Script.answer("second")));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            assertEquals("first", visitor.send(GET).readResponse().body());
            assertEquals("second", visitor.send(GET).readResponse().body());
            assertEquals(GET + GET, service.connection(0).received(), "reused");
            assertEquals(GET, service.connection(1).received(), "repeated whole");
        }
    }

    /** H1-20: what may have had an effect is never sent twice. */
    @Test
    void postOnADyingConnectionIsNotRepeated() {
        try (ScriptedService service = ScriptedService.start(
                        Script.of(Script.answer("first"), Script.readHead()), Script.repeat(Script.answer("second")));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            assertEquals("first", visitor.send(GET).readResponse().body());
            visitor.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            assertEquals(502, visitor.readResponse().status());
            assertEquals(1, service.accepted());
        }
    }

    /** H1-17: an answer that came before the request was whole, or one that says close, ends its connection. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 204 No\r\n\r\n"
            })
    void connectionThatEndsIsNotUsedAgain(String sent) {
        try (ScriptedService service = ScriptedService.start(Script.repeat(Script.readHead(), Script.send(sent)));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                assertEquals(200, visitor.send(GET).readResponse().status() / 100 * 100);
            }
            Await.until("three connections", () -> service.accepted() == 3);
        }
    }

    /** U1: what breaks for one visitor leaves another's exchange alone. */
    @Test
    void anotherVisitorIsServedWhileOneAnswerBreaks() throws IOException {
        Script broken = Script.of(Script.readHead(), Script.send("rubbish\r\n"));
        try (ScriptedService service = ScriptedService.start(broken, Script.repeat(Script.answer("fine")));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient first = proxy.connect();
                RawClient second = proxy.connect()) {
            assertEquals(502, first.send(GET).readResponse().status());
            assertEquals("fine", second.send(GET).readResponse().body());
        }
    }
}
