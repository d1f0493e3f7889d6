// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import dev.adit.e2e.Stage;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Not a test: plays the catalogue against two nginx hops and writes docs/conformance.md. Its name keeps it out of
 * {@code ./test}; the page says how to run it.
 */
final class ConformanceReport {
    private static final Duration QUIET = Duration.ofMillis(250);

    private static final String NGINX = """
            daemon off;
            pid FOLDER/nginx.pid;
            error_log FOLDER/error.log;
            events {}
            http {
              access_log off;
              client_body_temp_path FOLDER/body;
              proxy_temp_path FOLDER/proxy;
              fastcgi_temp_path FOLDER/fastcgi;
              uwsgi_temp_path FOLDER/uwsgi;
              scgi_temp_path FOLDER/scgi;
              proxy_http_version 1.1;
              proxy_set_header Host $http_host;
              proxy_set_header Upgrade $http_upgrade;
              proxy_set_header Connection $upgrade;
              proxy_next_upstream off;
              map $http_upgrade $upgrade { default upgrade; '' ''; }
              server { listen 127.0.0.1:FIRST; location / { proxy_pass http://127.0.0.1:SECOND; } }
              server { listen 127.0.0.1:SECOND; location / { proxy_pass http://127.0.0.1:SERVICE; } }
            }
            """;

    private static final String BY_HAND = "\n## The agent's side\n";

    @TempDir
    Path folder;

    @Test
    void write() throws IOException {
        StringBuilder page = new StringBuilder(ConformancePage.INTRODUCTION);
        int first = Stage.freePort();
        int second = Stage.freePort();
        try (Recorder service = new Recorder()) {
            Path file = folder.resolve("nginx.conf");
            Files.writeString(
                    file,
                    NGINX.replace("FOLDER", folder.toString())
                            .replace("FIRST", Integer.toString(first))
                            .replace("SECOND", Integer.toString(second))
                            .replace("SERVICE", Integer.toString(service.port())));
            Process nginx = new ProcessBuilder(
                            "nginx", "-e", folder.resolve("error.log").toString(), "-c", file.toString())
                    .inheritIO()
                    .start();
            try (RealService.Run run = new RealService.Run(nginx, first, folder)) {
                run.awaitListening();
                Conformance.rows().forEach(row -> page.append(line(row, first, service)));
            }
        }
        Path file = Path.of(System.getProperty("adit.root")).resolve("docs/conformance.md");
        String before = Files.readString(file);
        // What nginx cannot be asked is written by hand and stays.
        Files.writeString(file, page + ConformancePage.ONCE + before.substring(before.indexOf(BY_HAND)));
    }

    private static String line(Case row, int port, Recorder service) {
        String ours = Conformance.ours(row);
        String nginx = seen(row, port, service);
        return "| " + Conformance.name(row) + " | " + ours + " | " + (nginx.equals(ours) ? "same" : nginx) + " |\n";
    }

    private static String seen(Case row, int port, Recorder service) {
        service.play(row.reply());
        StringBuilder answers = new StringBuilder();
        boolean ended;
        try (RawClient visitor = RawClient.connect(port).readPatience(QUIET)) {
            visitor.send(Conformance.PLACE.fill(row.sent()));
            ended = readUntilQuiet(visitor, answers);
        }
        Await.until("nginx has let go", () -> service.live() == 0);
        List<Message> reached = service.take();
        int whole = (int) reached.stream().filter(Message::whole).count();
        return Conformance.outcome(answers.toString(), ended, Conformance.reached(whole, reached.size() - whole));
    }

    /** Reads until the end of the connection, or until nothing has come for a while; true at its end. */
    private static boolean readUntilQuiet(RawClient visitor, StringBuilder answers) {
        try {
            while (true) {
                answers.append(visitor.readText(1));
            }
        } catch (UncheckedIOException stop) {
            return !(stop.getCause() instanceof SocketTimeoutException);
        }
    }
}
