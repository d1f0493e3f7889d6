// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The unmodified localtunnel client at our server. */
@Timeout(180)
class LocaltunnelInteropTest {
    private final Path lt = NpmPackages.localtunnel();

    @RegisterExtension
    private final Stage stage = new Stage();

    @RegisterExtension
    private final SampleService service = new SampleService();

    private Running lt(int serverPort, String... options) {
        List<String> words =
                List.of("--host", "http://127.0.0.1:" + serverPort, "--port", Integer.toString(service.port()));
        return stage.processes().start(lt, Map.of("DEBUG", "localtunnel:client"), Stage.words(words, options));
    }

    private static String awaitUrl(Running client) {
        return client.awaitStdout("your url is: (\\S+)\\R").group(1);
    }

    /** Both kinds of port are there, and it gets the one that it understands. */
    @Test
    void aNamedTunnelServesOverManyLinks() {
        String ports = Integer.toString(Stage.freePort());
        ServerProcess server =
                stage.server("--pool-listen", "127.0.0.1:0", "--pool-ports", ports, "--allow-anonymous=pool");
        server.running().awaitStdout("listening on \\S+\\Rpool on 127\\.0\\.0\\.1:\\d+\\R");
        Running client = lt(server.port(), "--subdomain", "shop");
        String host = "shop." + Stage.DOMAIN;
        assertEquals("http://" + host + ":" + server.port(), awaitUrl(client));
        List<RawClient> visitors = new ArrayList<>();
        try {
            for (int i = 0; i < 30; i++) {
                visitors.add(RawClient.connect(server.port())
                        .send("GET /echo?visitor=" + i + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
            }
            for (int i = 0; i < visitors.size(); i++) {
                String body = visitors.get(i).readResponse().body();
                assertTrue(body.contains("/echo?visitor=" + i), body);
            }
        } finally {
            visitors.forEach(RawClient::close);
        }
    }

    /** Uploads, downloads, an event stream and a WebSocket. */
    @Test
    void allOfTheSampleWorksThroughIt() {
        String ports = Integer.toString(Stage.freePort());
        ServerProcess server = ServerProcess.start(
                stage.processes(), "--pool-ports", ports, "--allow-anonymous=pool", "--log-level=debug");
        Running client = lt(server.port());
        String url = awaitUrl(client);
        assertTrue(url.matches("http://127\\.0\\.0\\.1:" + server.port() + "/[a-z2-7]{13}/"), url);
        SampleService.assertPasses(url, client, server.running());
    }
}
