// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.HttpTimeouts;
import dev.adit.server.PoolConfig.PoolBounds;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pool client that a test plays on raw sockets: what it registered, and how it opens links. Immutable. */
record PoolPeer(String id, int port, String token) {
    /** Patient, so that nothing depends on how fast a machine is. */
    static final PoolBounds PATIENT = new PoolBounds(
            10, 64, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(30));

    /** A server with a shared port, where a key is needed. */
    static Stage withKeys() {
        return withKeys(PATIENT);
    }

    static Stage withKeys(PoolBounds bounds) {
        return open(bounds, pool -> pool, Anonymous.OFF);
    }

    /** The same where answers must begin in time. */
    static Stage withKeys(PoolBounds bounds, Duration responseHead) {
        HttpTimeouts times = HttpTimeouts.DEFAULT;
        HttpTimeouts hasty = new HttpTimeouts(
                times.header(),
                times.requestBodyIdle(),
                responseHead,
                times.exchangeIdle(),
                times.keepAliveIdle(),
                times.linger());
        return Stage.open(
                config -> config.withPool(PoolConfig.OFF.withListen(loopback()).withBounds(bounds))
                        .withTimeouts(ServerTimeouts.DEFAULT.withHttp(hasty)));
    }

    /** A server that lets everybody in. */
    static Stage withoutKeys() {
        return open(PATIENT, pool -> pool, Anonymous.POOL);
    }

    static Stage open(PoolBounds bounds, UnaryOperator<PoolConfig> change, Anonymous anonymous) {
        return Stage.open(config -> config.withPool(
                        change.apply(PoolConfig.OFF.withListen(loopback()).withBounds(bounds)))
                .withAccess(config.access().withAnonymous(anonymous)));
    }

    /** This configuration with this pool, which is given a port and patience. */
    static ServerConfig withPool(ServerConfig config, PoolConfig pool) {
        return config.withPool(pool.withListen(loopback()).withBounds(PATIENT));
    }

    static ListenAddress loopback() {
        return ListenAddress.of("127.0.0.1", 0);
    }

    /** Registers a name with the stage's key. */
    static PoolPeer register(Stage stage, String name) {
        return of(get(stage, "/" + name, KEY_FIELD));
    }

    static final String KEY_FIELD = "Authorization: Bearer " + Stage.KEY + "\r\n";

    /** Asks the control host; the fields end in CRLF each. */
    static RawResponse get(Stage stage, String target, String fields) {
        return stage.ask("GET " + target + " HTTP/1.1\r\nHost: " + Stage.DOMAIN + "\r\n" + fields + "\r\n");
    }

    static RawResponse post(Stage stage, String content, String fields) {
        return stage.ask("POST /api/tunnels HTTP/1.1\r\nHost: " + Stage.DOMAIN + "\r\n" + fields + "Content-Length: "
                + content.length() + "\r\n\r\n" + content);
    }

    static PoolPeer of(RawResponse answer) {
        if (answer.status() != 200) {
            throw new AssertionError("not registered: " + answer.head() + answer.body());
        }
        return new PoolPeer(field(answer, "id"), Integer.parseInt(field(answer, "port")), field(answer, "token"));
    }

    /** The value of a field of a flat JSON object, as text. */
    static String field(RawResponse answer, String name) {
        Matcher value = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(answer.body());
        if (!value.find()) {
            throw new AssertionError("no " + name + " in " + answer.body());
        }
        return value.group(1);
    }

    /** Opens a link with both lines. */
    RawClient link() {
        return RawClient.connect(port).send(lines());
    }

    String lines() {
        return id + "\n" + token + "\n";
    }

    /** Opens a link and waits until the server counts it. */
    RawClient joined(Stage stage) {
        int before = links(stage, id);
        RawClient link = link();
        awaitLinks(stage, id, before + 1);
        return link;
    }

    static int links(Stage stage, String id) {
        return Integer.parseInt(field(get(stage, "/api/tunnels/" + id + "/status", ""), "connected_sockets"));
    }

    static void awaitLinks(Stage stage, String id, int count) {
        Await.until(count + " links of " + id, () -> links(stage, id) == count);
    }

    /** Whether one more visitor of myapp is told that its queue is full; one that is let into it leaves again. */
    static boolean isTurnedAway(Stage stage) {
        RawClient visitor = stage.visit("myapp", "/probe").readPatience(Duration.ofMillis(300));
        try {
            return visitor.readResponse().status() == 503;
        } catch (UncheckedIOException waiting) {
            return false;
        } finally {
            visitor.reset();
        }
    }

    /** A visitor of myapp that surely waits for a link, where only one may. */
    static RawClient queued(Stage stage, String path) {
        return Await.value(Duration.ofMinutes(1), "a visitor waits", () -> {
            RawClient visitor = stage.visit("myapp", path);
            // An earlier one's end may be noticed late, and its place then be taken for this one's.
            if (isTurnedAway(stage) && !isAnswered(visitor) && isTurnedAway(stage)) {
                return Optional.of(visitor.readPatience(Duration.ofSeconds(20)));
            }
            visitor.reset();
            return Optional.empty();
        });
    }

    private static boolean isAnswered(RawClient visitor) {
        try {
            return visitor.readPatience(Duration.ofMillis(300)).read(1).length > 0;
        } catch (UncheckedIOException waiting) {
            return false;
        }
    }

    /** A request to myapp; the further fields end in CRLF each. */
    static String request(String method, String more) {
        return method + " / HTTP/1.1\r\nHost: myapp.tunnels.test\r\n" + more + "\r\n";
    }

    /** A visitor who has sent this. */
    static RawClient send(Stage stage, String request) {
        return RawClient.connect(stage.port()).send(request);
    }

    /** The next visitor of this name is served by this link. */
    static void assertServes(Stage stage, String name, RawClient link) {
        try (RawClient visitor = stage.visit(name, "/")) {
            serve(link, "served");
            assertEquals("served", visitor.readResponse().body());
        }
    }

    /** A refusal as pool clients read it: JSON with a message. */
    static void assertRefused(RawResponse answer, int status, String code) {
        assertEquals(status, answer.status(), answer::body);
        assertEquals("application/json", answer.field("Content-Type"));
        assertEquals(code, answer.field("Adit-Error"));
        assertTrue(answer.body().contains("\"message\":\""), answer.body());
    }

    /** Reads one request without content on a link and answers it; returns the request's head. */
    static String serve(RawClient link, String body) {
        String request = link.readHead();
        link.send(answer(body));
        return request;
    }

    static String answer(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
