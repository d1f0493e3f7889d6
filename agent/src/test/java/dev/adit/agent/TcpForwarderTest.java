// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.Loops;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import dev.adit.wire.TunnelKind;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TcpForwarderTest {
    private final ListenerRecord listener = new ListenerRecord();

    @Test
    void bytesPassBothWaysAndAHalfClosedVisitorGetsItsAnswer(Loops loops) {
        Script script = Script.of(Script.readToEnd(), Script.send("answer"));
        try (ScriptedService service = ScriptedService.start(script);
                StreamPort port = port(loops, service.port(), Optional.empty());
                RawClient visitor = port.connect()) {
            visitor.send("question").halfClose();
            assertEquals("answer", visitor.readToEnd());
            assertEquals("question", service.connection(0).received());
        }
    }

    @Test
    void aServiceThatSpeaksFirstIsHeard(Loops loops) {
        try (ScriptedService service = ScriptedService.start(Script.send("220 ready\r\n"));
                StreamPort port = port(loops, service.port(), Optional.empty());
                RawClient visitor = port.connect()) {
            assertEquals("220 ready\r\n", visitor.readToEnd());
        }
    }

    @Test
    void aVisitorsResetReachesTheService(Loops loops) {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                StreamPort port = port(loops, service.port(), Optional.empty());
                RawClient visitor = port.connect()) {
            visitor.send("x");
            Await.until(
                    "the service read", () -> service.connection(0).received().equals("x"));
            visitor.reset();
            Await.until(
                    "the service's connection broke",
                    () -> service.connection(0).isOver());
            assertTrue(service.connection(0).failure().isPresent(), "a reset, not an end");
        }
    }

    @Test
    void aServiceThatIsDownBreaksTheStreamAndIsReportedOnce(Loops loops) {
        ScriptedService service = ScriptedService.start(Script.readToEnd());
        int closedPort = service.port();
        service.close();
        try (StreamPort port = port(loops, closedPort, Optional.empty())) {
            for (int i = 0; i < 2; i++) {
                assertTrue(isBroken(port));
            }
        }
        assertEquals(1, listener.lines.size(), listener.lines.toString());
        assertTrue(listener.has("down the local service at tcp://localhost:" + closedPort), listener.lines.toString());
    }

    /** The reset may come while the connect itself is still under way. */
    private static boolean isBroken(StreamPort port) {
        try (RawClient visitor = port.connect()) {
            return visitor.endsWithoutAnotherByte();
        } catch (UncheckedIOException reset) {
            return reset.getCause() instanceof SocketException;
        }
    }

    @Test
    void theProxyHeaderComesFirst(Loops loops) {
        try (ScriptedService service = ScriptedService.start(Script.readToEnd());
                StreamPort port = port(loops, service.port(), Optional.of(ProxyProtocol.V1));
                RawClient visitor = port.connect()) {
            visitor.send("hello").halfClose();
            visitor.readToEnd();
            assertEquals(
                    "PROXY TCP4 203.0.113.9 127.0.0.1 54321 " + service.port() + "\r\nhello",
                    service.connection(0).received());
        }
    }

    private StreamPort port(Loops loops, int servicePort, Optional<ProxyProtocol> proxyProtocol) {
        Sockets sockets = StreamPort.sockets(loops);
        TunnelConfig tunnel =
                TunnelConfig.of(TunnelKind.TCP, Target.parse(TunnelKind.TCP, Integer.toString(servicePort)));
        LocalDialer dialer = new LocalDialer(sockets, tunnel, Duration.ofSeconds(5), listener);
        InetSocketAddress visitor = new InetSocketAddress(InetAddress.ofLiteral("203.0.113.9"), 54321);
        return StreamPort.open(
                sockets, new TcpForwarder(dialer, proxyProtocol), new Visit(true, Optional.of(visitor), true, "r1"));
    }
}
