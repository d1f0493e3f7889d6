// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.Transport;
import dev.adit.testkit.Await;
import dev.adit.testkit.Loops;
import dev.adit.testkit.ManualTime;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpForwarderTest {
    private static final Visit CHECKED = new Visit(true, Optional.empty(), true, "r-1");
    private static final String GET = "GET /a?b=c HTTP/1.1\r\nHost: demo.example.com\r\n\r\n";

    private final ListenerRecord listener = new ListenerRecord();

    @Test
    void aRequestReachesTheServiceWithTheVisitorsHost(Loops loops) {
        try (ScriptedService service = ScriptedService.start(Script.answer("hello"));
                StreamPort port = port(loops, tunnel(service), CHECKED);
                RawClient visitor = port.connect()) {
            assertEquals("hello", visitor.send(GET).readResponse().body());
            assertEquals(GET, service.connection(0).received());
        }
        assertEquals(1, listener.requests.size());
        RequestRecord request = listener.requests.getFirst();
        assertEquals(
                "r-1 GET /a 200",
                request.id() + " " + request.method() + " " + request.path() + " " + request.status());
        assertEquals(5, request.bytesOut());
    }

    @Test
    void aServicesConnectionIsKeptForTheNextRequest(Loops loops) {
        try (ScriptedService service = ScriptedService.start(Script.repeat(Script.answer("x")));
                StreamPort port = port(loops, tunnel(service), CHECKED)) {
            for (int i = 0; i < 5; i++) {
                try (RawClient visitor = port.connect()) {
                    assertEquals(200, visitor.send(GET).readResponse().status());
                }
            }
            assertEquals(1, service.accepted());
        }
    }

    @Test
    void anIdleConnectionIsClosedAfterFourSeconds(Loops loops) {
        ManualTime time = new ManualTime();
        Sockets sockets = new Sockets(Transport.NIO, loops.loop(), new ManualClock(time));
        try (ScriptedService service = ScriptedService.start(Script.repeat(Script.answer("x")));
                StreamPort port = StreamPort.open(sockets, forwarder(sockets, tunnel(service)), CHECKED);
                RawClient visitor = port.connect()) {
            visitor.send(GET).readResponse();
            visitor.readToEnd();
            time.advance(Duration.ofMillis(3_900));
            assertFalse(service.connection(0).sawEnd());
            time.advance(Duration.ofMillis(200));
            Await.until(
                    "the idle connection was closed",
                    () -> service.connection(0).sawEnd());
        }
    }

    /** What a service says of itself counts, less a second for the way. */
    @ParameterizedTest
    @CsvSource({"2, 900", "30, 28900"})
    void aServicesKeepAliveTimeoutIsHonoured(int announcedSeconds, int keptMillis, Loops loops) {
        Script answer = Script.repeat(Script.of(
                Script.readHead(),
                Script.send("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=" + announcedSeconds
                        + ", max=100\r\nContent-Length: 0\r\n\r\n")));
        ManualTime time = new ManualTime();
        Sockets sockets = new Sockets(Transport.NIO, loops.loop(), new ManualClock(time));
        try (ScriptedService service = ScriptedService.start(answer);
                StreamPort port = StreamPort.open(sockets, forwarder(sockets, tunnel(service)), CHECKED)) {
            for (int i = 0; i < 2; i++) {
                ask(port);
                time.advance(Duration.ofMillis(keptMillis));
            }
            ask(port);
            assertEquals(1, service.accepted());
            time.advance(Duration.ofMillis(keptMillis + 200));
            Await.until(
                    "the idle connection was closed",
                    () -> service.connection(0).sawEnd());
        }
    }

    @Test
    void aServiceThatKeepsConnectionsForASecondIsAskedOnANewOne(Loops loops) {
        Script answer = Script.repeat(Script.of(
                Script.readHead(),
                Script.send("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 0\r\n\r\n")));
        try (ScriptedService service = ScriptedService.start(answer);
                StreamPort port = port(loops, tunnel(service), CHECKED)) {
            ask(port);
            ask(port);
            assertEquals(2, service.accepted());
        }
    }

    private static void ask(StreamPort port) {
        try (RawClient visitor = port.connect()) {
            assertEquals(200, visitor.send(GET).readResponse().status());
            visitor.readToEnd();
        }
    }

    @Test
    void aServiceThatClosedItsConnectionIsAskedOnANewOne(Loops loops) {
        try (ScriptedService service = ScriptedService.start(Script.answer("x"));
                StreamPort port = port(loops, tunnel(service), CHECKED)) {
            for (int i = 0; i < 3; i++) {
                try (RawClient visitor = port.connect()) {
                    assertEquals(200, visitor.send(GET).readResponse().status());
                }
            }
        }
    }

    /** U7, PE-49: a reset would overtake what has come, and before the stream's ACK it would even read as a refusal. */
    @Test
    void anAnswerThatBreaksOffIsPassedOnAsFarAsItCame(Loops loops) {
        String begin = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab";
        try (ScriptedService service = ScriptedService.start(Script.of(Script.readHead(), Script.send(begin)));
                StreamPort port = port(loops, tunnel(service), CHECKED);
                RawClient visitor = port.connect()) {
            assertEquals(begin, visitor.send(GET).readToEnd());
        }
    }

    @Test
    void aServiceThatIsDownIsA502WithoutItsAddress(Loops loops) {
        ScriptedService service = ScriptedService.start(Script.readToEnd());
        service.close();
        try (StreamPort port = port(loops, tunnel(service), CHECKED);
                RawClient visitor = port.connect()) {
            RawResponse response = visitor.send(GET).readResponse();
            assertEquals(502, response.status());
            assertEquals("ADIT-502-REFUSED", response.field("Adit-Error"));
            assertFalse(response.body().contains("localhost"), response.body());
        }
        try (StreamPort port = port(loops, tunnel(service), CHECKED);
                RawClient visitor = port.connect()) {
            RawResponse response = visitor.send(GET.replace("\r\n\r\n", "\r\nAccept: application/json\r\n\r\n"))
                    .readResponse();
            assertTrue(response.body().contains("\"request_id\":\"r-1\""), response.body());
        }
        assertTrue(listener.has("down the local service at http://localhost:" + service.port()));
    }

    @Test
    void rewriteSendsTheTargetAsHostAndTurnsItsLocationBack(Loops loops) {
        Script redirect = Script.of(Script.readHead(), connection -> {
            String host =
                    connection.received().lines().skip(1).findFirst().orElse("").substring(6);
            connection.send(("HTTP/1.1 302 Found\r\nLocation: http://" + host
                            + "/next\r\nSet-Cookie: a=b; Domain=localhost\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        });
        try (ScriptedService service = ScriptedService.start(redirect);
                StreamPort port = port(
                        loops,
                        tunnel(service)
                                .withService(new LocalService(new HostHeader.Rewrite(), false, Optional.empty())),
                        CHECKED);
                RawClient visitor = port.connect()) {
            RawResponse response = visitor.send(GET).readResponse();
            assertTrue(service.connection(0).received().contains("Host: localhost:" + service.port() + "\r\n"));
            assertEquals("https://demo.example.com/next", response.field("Location"));
            assertEquals("a=b", response.field("Set-Cookie"));
        }
    }

    @Test
    void anExioServersVisitorIsToldAboutByTheAgentAlone(Loops loops) {
        try (ScriptedService service = ScriptedService.start(Script.answer(""));
                StreamPort port = port(loops, tunnel(service), Visit.UNTOLD);
                RawClient visitor = port.connect()) {
            visitor.send("""
                    GET / HTTP/1.1\r
                    Host: demo.example.com\r
                    X-Forwarded-For: 1.2.3.4\r
                    X-Real-IP: 1.2.3.4\r
                    Forwarded: for=1.2.3.4\r
                    X-Forwarded-Proto: http\r
                    \r
                    """);
            visitor.readResponse();
            String received = service.connection(0).received();
            assertFalse(received.contains("1.2.3.4"), received);
            assertTrue(received.contains("X-Forwarded-Proto: https\r\n"), received);
            assertTrue(received.contains("X-Forwarded-Host: demo.example.com\r\n"), received);
        }
    }

    @Test
    void anExioServersVisitorIsAskedForCredentialsByTheAgent(Loops loops) {
        VisitorRules rules = new VisitorRules(List.of(), List.of(), List.of(BasicCredential.parse("ann:pw")));
        try (ScriptedService service = ScriptedService.start(Script.answer("in"));
                StreamPort port = port(loops, tunnel(service).withVisitors(rules), Visit.UNTOLD);
                RawClient stranger = port.connect();
                RawClient ann = port.connect()) {
            RawResponse refused = stranger.send(GET).readResponse();
            assertEquals(401, refused.status());
            assertTrue(refused.field("WWW-Authenticate").startsWith("Basic "));
            assertEquals(0, service.accepted());
            ann.send("GET / HTTP/1.1\r\nHost: d\r\nAuthorization: Basic YW5uOnB3\r\n\r\n");
            assertEquals("in", ann.readResponse().body());
            assertFalse(
                    service.received().contains("Authorization"), "the tunnel's credentials stay out of the service");
        }
    }

    @Test
    void credentialsThatTheTunnelDoesNotAskForAreTheServices(Loops loops) {
        try (ScriptedService service = ScriptedService.start(Script.answer("in"));
                StreamPort port = port(loops, tunnel(service), Visit.UNTOLD);
                RawClient ann = port.connect()) {
            ann.send("GET / HTTP/1.1\r\nHost: d\r\nAuthorization: Basic YW5uOnB3\r\n\r\n")
                    .readResponse();
            assertTrue(service.received().contains("Authorization: Basic YW5uOnB3\r\n"), service.received());
        }
    }

    @Test
    void aUnixSocketIsATarget(Loops loops, @TempDir Path folder) throws IOException {
        Path path = folder.resolve("app.sock");
        try (ServerSocketChannel service = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            service.bind(UnixDomainSocketAddress.of(path));
            TunnelConfig tunnel = TunnelConfig.of(TunnelKind.HTTP, new Target.UnixSocket(path));
            try (StreamPort port = port(loops, tunnel, CHECKED);
                    RawClient visitor = port.connect()) {
                visitor.send(GET);
                try (SocketChannel accepted = service.accept()) {
                    accepted.read(ByteBuffer.allocate(1024));
                    accepted.write(ByteBuffer.wrap(
                            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nunix".getBytes(StandardCharsets.US_ASCII)));
                    assertEquals("unix", visitor.readResponse().body());
                }
            }
        }
    }

    @Test
    void aUnixSocketThatIsMissingHasNobodyListening(Loops loops, @TempDir Path folder) {
        Target target = Target.parse(TunnelKind.HTTP, "unix:" + folder.resolve("none.sock"));
        try (StreamPort port = port(loops, TunnelConfig.of(TunnelKind.HTTP, target), CHECKED);
                RawClient visitor = port.connect()) {
            assertEquals("ADIT-502-REFUSED", visitor.send(GET).readResponse().field("Adit-Error"));
        }
        assertTrue(
                listener.has("down the local service at " + target + " is not listening"), listener.lines.toString());
    }

    @Test
    void localhostIsFoundOnTheIpv6LoopbackToo(Loops loops) throws IOException {
        try (ServerSocket service = new ServerSocket(0, 5, InetAddress.ofLiteral("::1"))) {
            TunnelConfig tunnel = TunnelConfig.of(
                    TunnelKind.HTTP, Target.parse(TunnelKind.HTTP, Integer.toString(service.getLocalPort())));
            try (StreamPort port = port(loops, tunnel, CHECKED);
                    RawClient visitor = port.connect()) {
                visitor.send(GET);
                try (Socket accepted = service.accept()) {
                    accepted.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n6".getBytes(StandardCharsets.US_ASCII));
                    assertEquals("6", visitor.readResponse().body());
                }
            }
        }
    }

    /** It took the connection, so only the handshake shows that nobody answers (H1-20). */
    @Test
    void aServiceThatIsSilentInTlsIsOneThatDoesNotAnswer(Loops loops) {
        Sockets sockets = StreamPort.sockets(loops);
        try (ScriptedService service = ScriptedService.start(Script.readToEnd())) {
            TunnelConfig tunnel = TunnelConfig.of(
                    TunnelKind.HTTP, Target.parse(TunnelKind.HTTP, "https://localhost:" + service.port()));
            LocalDialer dialer = new LocalDialer(sockets, tunnel, Duration.ofMillis(100), listener);
            HttpForwarder forwarder = new HttpForwarder(
                    new LocalPool(dialer, sockets), sockets.clock(), tunnel, TunnelName.of("demo"), listener);
            try (StreamPort port = StreamPort.open(sockets, forwarder, CHECKED);
                    RawClient visitor = port.connect().readPatience(Duration.ofSeconds(8))) {
                RawResponse answer = visitor.send(GET).readResponse();
                assertEquals("504 ADIT-504-CONNECT", answer.status() + " " + answer.field("Adit-Error"));
            }
            assertTrue(
                    listener.has("down the local service at https://localhost:" + service.port()
                            + " does not answer in TLS"),
                    listener.lines.toString());
        }
    }

    @Test
    void anUpgradedStreamIsAPipe(Loops loops) {
        Script echo = Script.of(
                Script.readHead(),
                Script.send(
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nfirst"),
                Script.expect("second"),
                Script.send("third"),
                Script.readToEnd());
        try (ScriptedService service = ScriptedService.start(echo);
                StreamPort port = port(loops, tunnel(service), CHECKED);
                RawClient visitor = port.connect()) {
            visitor.send("""
                    GET / HTTP/1.1\r
                    Host: d\r
                    Upgrade: websocket\r
                    Connection: Upgrade\r
                    Sec-WebSocket-Version: 13\r
                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                    \r
                    second""");
            assertTrue(visitor.readHead().startsWith("HTTP/1.1 101 "));
            assertEquals("firstthird", visitor.readText(10));
        }
    }

    @Test
    void aVisitorWhoLeavesEndsTheServicesConnection(Loops loops) {
        Script wait = Script.of(Script.readHead(), Script.readToEnd());
        try (ScriptedService service = ScriptedService.start(wait);
                StreamPort port = port(loops, tunnel(service), CHECKED);
                RawClient visitor = port.connect()) {
            visitor.send(GET);
            Await.until("the service has the request", () -> service.received().equals(GET));
            visitor.reset();
            Await.until(
                    "the service's connection ended",
                    () -> service.connection(0).isOver());
        }
    }

    private StreamPort port(Loops loops, TunnelConfig tunnel, Visit visit) {
        Sockets sockets = StreamPort.sockets(loops);
        return StreamPort.open(sockets, forwarder(sockets, tunnel), visit);
    }

    private HttpForwarder forwarder(Sockets sockets, TunnelConfig tunnel) {
        LocalDialer dialer = new LocalDialer(sockets, tunnel, Duration.ofSeconds(5), listener);
        return new HttpForwarder(
                new LocalPool(dialer, sockets), sockets.clock(), tunnel, TunnelName.of("demo"), listener);
    }

    private static TunnelConfig tunnel(ScriptedService service) {
        return TunnelConfig.of(TunnelKind.HTTP, Target.parse(TunnelKind.HTTP, Integer.toString(service.port())));
    }
}
