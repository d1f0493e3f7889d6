// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pool protocol's server as the image's own process. */
@Timeout(90)
class PoolProcessTest {
    private static final Pattern ANSWER = Pattern.compile("\"id\":\"(\\w+)\",\"port\":(\\d+),.*\"token\":\"([^\"]+)\"");

    /** AL-02: neither key nor token is in a log, however much is logged; and a link serves a visitor. */
    @Test
    void aKeyInTheQueryIsInNoLog() {
        try (Stage stage = new Stage()) {
            ServerProcess server =
                    stage.server("--pool-listen", "127.0.0.1:0", "--pool-query-key", "--log-level=trace");
            String port = server.running()
                    .awaitStdout("pool on 127\\.0\\.0\\.1:(\\d+)\\R")
                    .group(1);
            RawResponse answer = Stage.visit(server.port(), Stage.DOMAIN, "/demo?api_key=" + ServerProcess.KEY);
            Matcher fields = ANSWER.matcher(answer.body());
            assertTrue(fields.find(), answer::body);
            assertEquals(port, fields.group(2));
            try (RawClient link = RawClient.connect(Integer.parseInt(port))
                            .send(fields.group(1) + "\n" + fields.group(3) + "\n");
                    RawClient visitor = RawClient.connect(server.port())
                            .send("GET / HTTP/1.1\r\nHost: demo." + Stage.DOMAIN + "\r\n\r\n")) {
                assertTrue(link.readHead().startsWith("GET / HTTP/1.1\r\n"));
                link.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
                assertEquals("hi", visitor.readResponse().body());
            }
            server.running().awaitStderr("pool 'demo'");
            String log = server.running().stdout() + server.running().stderr();
            assertFalse(log.contains(ServerProcess.KEY), "the key is in a log");
            assertFalse(log.contains(fields.group(3)), "the token is in a log");
        }
    }
}
