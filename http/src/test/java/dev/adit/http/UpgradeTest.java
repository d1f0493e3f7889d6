// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.Gate;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A switch to websocket makes the connection a byte pipe, and nothing else does (WS-01 to WS-05, H1-25, PE-40). */
final class UpgradeTest {
    private static final String FIELDS = String.join(
            "\r\n",
            "Host: a",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: chat, superchat",
            "Sec-WebSocket-Extensions: permessage-deflate",
            "Origin: http://o",
            "");
    private static final String ASK =
            "GET /ws HTTP/1.1\r\nConnection: keep-alive, uPGRADE\r\nUpgrade: WebSocket\r\n" + FIELDS + "\r\n";
    private static final String ASKED =
            "GET /ws HTTP/1.1\r\n" + FIELDS + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    private static final String SWITCH =
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n";
    private static final String SWITCHED =
            "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

    /** WS-02, WS-03: what comes right behind either head is delivered once and in order. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void bytesBehindTheHeadsArriveOnceAndInOrder(Transport transport) {
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.expect(ASKED),
                        Script.send(SWITCH + "from service 1;"),
                        Script.expect("from visitor 1;from visitor 2;"),
                        Script.send("from service 2;"),
                        Script.readToEnd()));
                TestProxy proxy = TestProxy.to(service).transport(transport).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(ASK + "from visitor 1;");
            assertEquals(SWITCHED + "from service 1;", visitor.readText(SWITCHED.length() + 15));
            visitor.send("from visitor 2;");
            assertEquals("from service 2;", visitor.readText(15));
            visitor.halfClose();
            assertEquals("", visitor.readToEnd());
            ExchangeEnd end = proxy.nextEnd();
            assertEquals(ExchangeEnd.Outcome.UPGRADED, end.outcome());
            assertEquals(30, end.requestBytes());
            assertEquals(30, end.responseBytes());
        }
    }

    /** U8: the same, octet by octet. */
    @Test
    void bytesBehindTheHeadsArriveOctetByOctet() {
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.expect(ASKED),
                        Script.sendByteByByte(SWITCH + "abc"),
                        Script.expect("xyz"),
                        Script.readToEnd()));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.sendByteByByte(ASK + "xyz");
            assertEquals(SWITCHED + "abc", visitor.readText(SWITCHED.length() + 3));
        }
    }

    /** WS-01, PE-40: any other status is an answer like others, and what follows is a request. */
    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "400 Bad", "403 No", "426 Upgrade"})
    void otherStatusStaysHttp(String status) {
        try (ScriptedService service = ScriptedService.start(
                        Script.of(
                                Script.expect(ASKED),
                                Script.send("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nno"),
                                Script.repeat(Script.answer("next"))),
                        Script.repeat(Script.answer("next")));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(ASK + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
            assertEquals("no", visitor.readResponse().body());
            assertEquals("next", visitor.readResponse().body());
        }
    }

    /** WS-01: 101 without the tokens, or to another protocol, is a broken service. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Switching\r\n\r\n",
                "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n",
                "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
            })
    void switchWithoutItsTokensIsABadGateway(String sent) {
        try (ScriptedService service =
                        ScriptedService.start(Script.of(Script.readHead(), Script.send(sent + "smuggled")));
                TestProxy proxy = TestProxy.to(service).start();
                RawClient visitor = proxy.connect()) {
            assertEquals(502, visitor.send(ASK).readResponse().status());
        }
    }

    /** WS-05: the service ends its output; the visitor may go on. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void endOfTheServicePassesAlone(Transport transport) {
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readHead(),
                        Script.send(SWITCH + "bye"),
                        Script.halfClose(),
                        Script.expect("still here"),
                        Script.readToEnd()));
                TestProxy proxy = TestProxy.to(service).transport(transport).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(ASK).readHead();
            assertEquals("bye", visitor.readToEnd());
            visitor.send("still here").halfClose();
            Await.until("the service read the end", () -> service.connection(0).sawEnd());
        }
    }

    /** WS-05: a large last message behind which the other side has ended already is not lost. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void lastMessageToASlowReaderIsWholeWhenBothHaveEnded(Transport transport) {
        String last = "z".repeat(150_000);
        try (ScriptedService service = ScriptedService.start(Script.of(
                        Script.readHead(), Script.send(SWITCH + last), Script.halfClose(), Script.readToEnd()));
                TestProxy proxy = TestProxy.to(service)
                        .transport(transport)
                        .buffers(32 * 1024)
                        .start();
                RawClient visitor = proxy.connect().receiveBuffer(16 * 1024)) {
            visitor.send(ASK).readHead();
            visitor.halfClose();
            Await.until("the service read the end", () -> service.connection(0).sawEnd());
            assertEquals(last.length(), visitor.readToEnd().length());
        }
    }

    /** WS-05: a reset of either side ends the other within a second. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void resetOfTheVisitorReachesTheService(Transport transport) {
        try (ScriptedService service =
                        ScriptedService.start(Script.of(Script.readHead(), Script.send(SWITCH), Script.readToEnd()));
                TestProxy proxy = TestProxy.to(service).transport(transport).start();
                RawClient visitor = proxy.connect()) {
            visitor.send(ASK).readHead();
            visitor.reset();
            Await.until(
                    Duration.ofSeconds(1),
                    "the service's side ended",
                    () -> service.connection(0).isOver());
            assertTrue(service.connection(0).failure().isPresent(), "as a reset");
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void resetOfTheServiceReachesTheVisitor(Transport transport) {
        Gate gate = new Gate();
        try (ScriptedService service = ScriptedService.start(
                        Script.of(Script.readHead(), Script.send(SWITCH), Script.pause(gate), Script.reset()));
                TestProxy proxy = TestProxy.to(service).transport(transport).start();
                RawClient visitor = proxy.connect().readPatience(Duration.ofSeconds(1))) {
            visitor.send(ASK).readHead();
            gate.open();
            UncheckedIOException reset = assertThrows(UncheckedIOException.class, visitor::readToEnd);
            assertTrue(String.valueOf(reset.getMessage()).contains("reset"), reset.toString());
        }
    }
}
