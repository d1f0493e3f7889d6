// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SampleApplicationTest {
    private final SampleApplication application = new SampleApplication();

    @BeforeEach
    void start() {
        application.start();
    }

    @AfterEach
    void stop() {
        application.close();
    }

    private PlainConnection connect() throws IOException {
        return PlainConnection.open(URI.create("http://127.0.0.1:" + application.port()));
    }

    private static String read(PlainConnection connection, int status) throws IOException {
        return new String(connection.body(connection.expect(status)).readAllBytes(), UTF_8);
    }

    @Test
    void pageUsesOnlyRelativeAddresses() throws IOException {
        try (PlainConnection connection = connect()) {
            connection.request("GET", "");
            String page = read(connection, 200);
            assertTrue(page.contains("<title>Adit demo</title>"));
            assertTrue(!page.contains("href=\"/") && !page.contains("fetch(\"/") && !page.contains("src=\"/"));
        }
    }

    @Test
    void echoTellsTheHeadAsItCame() throws IOException {
        try (PlainConnection connection = connect()) {
            connection.request("GET", "echo?a=1", "X-Forwarded-For: 192.0.2.1", "x-TWICE: 1", "x-TWICE: \"2\"");
            assertEquals(
                    "{\"method\":\"GET\",\"target\":\"/echo?a=1\",\"version\":\"HTTP/1.1\",\"headers\":[[\"Host\",\"127.0.0.1:"
                            + application.port()
                            + "\"],[\"X-Forwarded-For\",\"192.0.2.1\"],[\"x-TWICE\",\"1\"],[\"x-TWICE\",\"\\\"2\\\"\"]]}",
                    read(connection, 200));
        }
    }

    @Test
    void connectionServesRequestAfterRequest() throws IOException {
        try (PlainConnection connection = connect()) {
            for (int i = 0; i < 3; i++) {
                connection.request("GET", "echo?" + i);
                assertTrue(read(connection, 200).contains("/echo?" + i));
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (PlainConnection connection = connect()) {
            String download = "GET /download?bytes=300000 HTTP/1.1\r\nHost: a\r\n\r\n";
            String echo = "GET /echo?after HTTP/1.1\r\nHost: a\r\n\r\n";
            connection.out().write((download + echo).getBytes(UTF_8));
            assertEquals(300_000, connection.body(connection.expect(200)).readAllBytes().length);
            assertTrue(read(connection, 200).contains("/echo?after"));
        }
    }

    @Test
    void closeAskedForIsGiven() throws IOException {
        try (PlainConnection connection = connect()) {
            connection.request("GET", "echo", "Connection: close");
            read(connection, 200);
            assertEquals(-1, connection.in().read());
        }
    }

    @Test
    void uploadInChunksIsCountedAndHashed() throws IOException {
        try (PlainConnection connection = connect()) {
            connection.request("POST", "upload", "Transfer-Encoding: chunked");
            connection.out().write("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n".getBytes(UTF_8));
            assertEquals(
                    "{\"bytes\":5,\"sha256\":\"36bbe50ed96841d10443bcb670d6554f0a34b761be67ec9c4a8ad2c0c44ca42c\"}",
                    read(connection, 200));
        }
    }

    @Test
    void uploadThatWaitsIsToldToGoOn() throws IOException {
        try (PlainConnection connection = connect()) {
            connection.request("PUT", "upload", "Expect: 100-continue", "Content-Length: 3", "Connection: close");
            connection.expect(100);
            connection.out().write("abc".getBytes(UTF_8));
            assertTrue(read(connection, 200).contains("\"bytes\":3"));
        }
    }

    @Test
    void downloadIsTheSameEachTime() throws IOException {
        try (PlainConnection connection = connect()) {
            connection.request("GET", "download?bytes=200000");
            byte[] body = connection.body(connection.expect(200)).readAllBytes();
            assertArrayEquals(SampleContent.copy(0, 200_000), body);
        }
    }

    /** Written at once it would not fit into any memory. */
    @Test
    void terabyteDownloadStartsAtOnce() throws IOException {
        try (PlainConnection connection = connect()) {
            connection.request("GET", "download?bytes=1099511627776");
            InputStream body = connection.body(connection.expect(200));
            assertArrayEquals(SampleContent.copy(0, 1_000_000), body.readNBytes(1_000_000));
        }
    }

    @Test
    void headOfDownloadHasItsLengthAndNoBody() throws IOException {
        try (PlainConnection connection = connect()) {
            connection.request("HEAD", "download");
            assertEquals(
                    "100000000", connection.expect(200).field("Content-Length").orElseThrow());
            connection.request("GET", "download?bytes=0");
            assertEquals("", read(connection, 200));
        }
    }

    @Test
    void wrongAsksAreTold() throws IOException {
        try (PlainConnection connection = connect()) {
            connection.request("GET", "download?bytes=-1");
            read(connection, 400);
            connection.request("GET", "nothing");
            read(connection, 404);
            connection.request("GET", "upload");
            read(connection, 405);
            connection.request("GET", "clock");
            read(connection, 426);
        }
    }

    @Test
    void eventsToAnOldVisitorAreNotChunked() throws IOException {
        try (PlainConnection connection = connect()) {
            connection.out().write("GET /events HTTP/1.0\r\n\r\n".getBytes(UTF_8));
            ResponseHead head = connection.expect(200);
            assertTrue(!head.isChunked() && head.field("Content-Length").isEmpty());
            assertEquals("id: 1", PlainConnection.line(connection.in()));
        }
    }

    @Test
    void nothingListensAfterTheClose() {
        application.close();
        assertThrows(ConnectException.class, this::connect);
    }
}
