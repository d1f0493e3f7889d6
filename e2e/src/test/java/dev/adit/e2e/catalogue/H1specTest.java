// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What uNetworking's h1spec looks at, 33 requests in a table of our own, before a service that echoes bodies. */
final class H1specTest {
    private static @Nullable HttpServer service;
    private static @Nullable House house;

    @BeforeAll
    static void open() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        service.createContext("/", H1specTest::echo);
        service.start();
        house = House.open(Place.ADIT_SUBDOMAIN, service.getAddress().getPort(), config -> config);
    }

    @AfterAll
    static void close() {
        if (house != null) {
            house.close();
        }
        if (service != null) {
            service.stop(0);
        }
    }

    private static void echo(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Fifteen pieces of a request: the answer comes to the whole, so none came to the piece. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "G",
                "GET ",
                "GET /hello",
                "GET /hello ",
                "GET /hello HTTP",
                "GET /hello HTTP/1.1",
                "GET /hello HTTP/1.1\r",
                "GET /hello HTTP/1.1\r\n",
                "GET /hello HTTP/1.1\r\nHos",
                "GET /hello HTTP/1.1\r\nHost:",
                "GET /hello HTTP/1.1\r\nHost: ",
                "GET /hello HTTP/1.1\r\nHost: cat.tunnels.test",
                "GET /hello HTTP/1.1\r\nHost: cat.tunnels.test\r",
                "GET /hello HTTP/1.1\r\nHost: cat.tunnels.test\r\n",
                "GET /hello HTTP/1.1\r\nHost: cat.tunnels.test\r\n\r",
            })
    void aPieceOfARequestIsWaitedOn(String piece) {
        String whole = "GET /hello HTTP/1.1\r\nHost: cat.tunnels.test\r\n\r\n";
        try (RawClient visitor = house().connect()) {
            visitor.send(piece);
            assertEquals(
                    200,
                    visitor.send(whole.substring(piece.length())).readResponse().status());
        }
    }

    /** H1-01 and its kind: twelve that are refused. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / \r\n\r\n",
                "GET / HTTP/1.1\r\n{h}Not[this]: x\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: 4\r\n\r\n",
                "GET / HTTP/1.1\r\n{h}Host: dog.tunnels.test\r\n\r\n",
                "GET / HTTP/1.1\r\n{h}Content-Length: -99999999999999999999999999\r\n\r\n",
                "GET / HTTP/1.1\r\n{h}Content-Length: -7\r\n\r\n",
                "GET / HTTP/1.1\r\n{h}Content-Length: seven\r\n\r\n",
                "GET / HTTP/1.1\r\n{h}Bell: a\u0007\r\n\r\n",
                "GET / HTTP/9.9\r\n{h}\r\n",
                "Odd wordsGET / HTTP/1.1\r\n{h}\r\n",
                "GET / HTTP/1.1\r\n{h}\rOther: x\r\n\r\n",
                "POST / HTTP/1.1\r\n{h}content-LENGTH: 5\r\ntransFER-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            })
    void aWrongRequestIsRefused(String request) {
        int status = ask(request).status();
        assertTrue(status == 400 || status == 505, () -> status + " to " + request);
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            delimiter = '|',
            value = {
                "GET / HTTP/1.1\\r\\n{h}\\r\\n|''",
                "GET / HTTP/1.1\\r\\nhoST:\\tcat.tunnels.test\\r\\nnone:\\r\\n\\r\\n|''",
                "GET / HTTP/1.1\\r\\n{h}Blank: \\r\\n\\r\\n|''",
                "POST / HTTP/1.1\\r\\n{h}Content-Length: 5\\r\\n\\r\\nhowdy|howdy",
                "POST / HTTP/1.1\\r\\n{h}Transfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nhow\\r\\n2\\r\\ndy\\r\\n0\\r\\n\\r\\n|howdy",
            })
    void aRightRequestIsEchoed(String request, String echo) {
        RawResponse answer = ask(request.translateEscapes());
        assertEquals(200, answer.status());
        assertEquals(echo, answer.body());
    }

    /** H1-12. */
    @Test
    void anExpectationIsMet() {
        RawResponse answer = ask("GET / HTTP/1.1\r\n{h}Expect: 100-continue\r\n\r\n");
        assertEquals(200, answer.status());
    }

    private static RawResponse ask(String request) {
        try (RawClient visitor = house().connect()) {
            return visitor.send(
                            request.replace("{h}", "Host: cat.tunnels.test\r\n").getBytes(ISO_8859_1))
                    .readResponse();
        }
    }

    private static House house() {
        if (house == null) {
            throw new IllegalStateException("not open");
        }
        return house;
    }
}
