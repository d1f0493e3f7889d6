// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.Gate;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server behind a real proxy, which runs with the configuration of its page in {@code docs/proxies}. */
@Timeout(90)
class ProxiesTest {
    private static final String HOST = "shop." + Stage.DOMAIN;

    @RegisterExtension
    private final Stage stage = new Stage();

    private final TestCertificate tls = TestCertificate.make(stage.processes());
    private final int port = Stage.freePort();

    /** H1-10: what a visitor claims of the way ends at the proxy. */
    @ParameterizedTest
    @EnumSource
    void theServiceSeesTheVisitorAsTheProxyDid(FrontProxy proxy) {
        try (ScriptedService service = ScriptedService.start(Script.answer("hello"))) {
            open(proxy, service);
            try (TlsVisitor visitor = visitor()) {
                visitor.send("GET /a//b?c=%2e HTTP/1.1\r\nHost: " + HOST + "\r\nX-Forwarded-For: 192.0.2.6\r\n"
                        + "Forwarded: for=192.0.2.6\r\nX-Forwarded-Proto: http\r\nX-Real-IP: 192.0.2.6\r\n\r\n");
                visitor.readUntil("hello");
            }
            String head = service.received();
            assertTrue(head.startsWith("GET /a//b?c=%2e HTTP/1.1\r\n"), head);
            assertFalse(head.contains("192.0.2.6"), head);
            List<String> lines = head.toLowerCase(Locale.ROOT).lines().toList();
            assertTrue(lines.contains("x-forwarded-for: 127.0.0.1, 127.0.0.1"), head);
            assertTrue(lines.contains("x-real-ip: 127.0.0.1"), head);
            assertTrue(lines.contains("x-forwarded-proto: https"), head);
            assertTrue(lines.contains("host: " + HOST), head);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWebSocketPasses(FrontProxy proxy) {
        Script echo = Script.of(
                Script.readHead(),
                Script.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nfirst"),
                Script.expect("second"),
                Script.send("third"),
                Script.readToEnd());
        try (ScriptedService service = ScriptedService.start(echo)) {
            open(proxy, service);
            try (TlsVisitor visitor = visitor()) {
                visitor.send("GET / HTTP/1.1\r\nHost: " + HOST + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
                visitor.readUntil("first");
                visitor.send("second").readUntil("third");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUploadReachesTheServiceAsItComes(FrontProxy proxy) {
        Script upload = Script.of(Script.readHead(), Script.readUntil("last"), Script.send(answer("got it")));
        try (ScriptedService service = ScriptedService.start(upload)) {
            open(proxy, service);
            try (TlsVisitor visitor = visitor()) {
                visitor.send("POST / HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: 9\r\n\r\nfirst");
                Await.until(
                        "the service has what was sent",
                        () -> service.received().endsWith("first"));
                visitor.send("last").readUntil("got it");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerReachesTheVisitorAsItComes(FrontProxy proxy) {
        Gate seen = new Gate();
        Script stream = Script.of(
                Script.readHead(),
                Script.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 9\r\n\r\nfirst"),
                Script.pause(seen),
                Script.send("last"));
        try (ScriptedService service = ScriptedService.start(stream)) {
            open(proxy, service);
            try (TlsVisitor visitor = visitor()) {
                visitor.send("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n").readUntil("first");
                seen.open();
                visitor.readUntil("last");
            } finally {
                seen.open();
            }
        }
    }

    /** The one that does not ping shows that the proxy does cut. The other may be late by as much as three seconds. */
    @ParameterizedTest
    @EnumSource
    void anAgentThatPingsOutlivesTheIdleTime(FrontProxy proxy) {
        int server = front(proxy, "5s");
        Running pinging = agent("one", 1, "--ping-interval", "2s");
        Stage.awaitUrl(pinging);
        Running silent = agent("two", 1, "--ping-interval", "1m");
        Stage.awaitUrl(silent);
        silent.awaitStderr("connected again");
        assertFalse(pinging.stderr().contains("no session"), pinging::toString);
        assertEquals(502, Stage.visit(server, "one." + Stage.DOMAIN, "/").status());
    }

    private void open(FrontProxy proxy, ScriptedService service) {
        front(proxy, "1h");
        Running agent = agent("shop", service.port());
        assertEquals("https://" + HOST + ":" + port, Stage.awaitUrl(agent));
    }

    private int front(FrontProxy proxy, String idle) {
        int server = stage.server(
                        "--trusted-proxy", "127.0.0.1/32", "--public-url", "https://" + Stage.DOMAIN + ":" + port)
                .port();
        proxy.start(stage.processes(), tls, port, server, idle);
        return server;
    }

    private Running agent(String name, int target, String... options) {
        List<String> words = List.of(
                "--name",
                name,
                "--server",
                "https://localhost:" + port,
                "--ca-file",
                tls.authority().toString());
        return stage.http(port, target, Stage.words(words, options));
    }

    private TlsVisitor visitor() {
        return TlsVisitor.connect(tls.visitors(), port);
    }

    private static String answer(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
