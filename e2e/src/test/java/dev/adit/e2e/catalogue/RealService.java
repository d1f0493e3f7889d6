// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import dev.adit.e2e.Stage;
import dev.adit.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Web servers that others wrote, each with the smallest program that tells what it saw. */
enum RealService {
    NGINX("nginx", "nginx.conf", """
            daemon off;
            pid FOLDER/nginx.pid;
            error_log FOLDER/error.log;
            events {}
            http {
              log_format saw escape=none 'saw $request_method $request_uri -';
              client_body_temp_path FOLDER/body;
              proxy_temp_path FOLDER/proxy;
              fastcgi_temp_path FOLDER/fastcgi;
              uwsgi_temp_path FOLDER/uwsgi;
              scgi_temp_path FOLDER/scgi;
              map $status $served { default 0; 200 1; }
              server {
                listen 127.0.0.1:PORT;
                access_log FOLDER/saw.log saw if=$served;
                location / { return 200 'saw $request_method $request_uri -'; }
              }
            }
            """) {
        @Override
        List<String> command(Path script, int port) {
            return List.of("nginx", "-e", script.resolveSibling("error.log").toString(), "-c", script.toString());
        }
    },
    NODE("node", "service.js", """
            const fs = require('fs');
            require('http').createServer((request, response) => {
              let length = 0;
              request.on('data', piece => length += piece.length);
              request.on('end', () => {
                const saw = 'saw ' + request.method + ' ' + request.url + ' ' + length;
                fs.appendFileSync('FOLDER/saw.log', saw + '\\n', 'latin1');
                response.end(Buffer.from(saw, 'latin1'));
              });
            }).listen(PORT, '127.0.0.1');
            """) {
        @Override
        List<String> command(Path script, int port) {
            return List.of("node", script.toString());
        }
    },
    GUNICORN("gunicorn", "service.py", """
            def application(environ, start_response):
                length = len(environ['wsgi.input'].read())
                saw = 'saw %s %s %d' % (environ['REQUEST_METHOD'], environ['RAW_URI'], length)
                with open('FOLDER/saw.log', 'a', encoding='latin-1') as log:
                    log.write(saw + '\\n')
                body = saw.encode('latin-1')
                start_response('200 OK', [('Content-Length', str(len(body)))])
                return [body]
            """) {
        @Override
        List<String> command(Path script, int port) {
            return List.of(
                    "gunicorn", "--chdir", script.getParent().toString(), "--bind", "127.0.0.1:" + port, "service");
        }
    },
    APACHE("apache2", "apache.conf", """
            ServerRoot FOLDER
            ServerName localhost
            PidFile FOLDER/apache.pid
            Listen 127.0.0.1:PORT
            ErrorLog FOLDER/error.log
            LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
            LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
            LoadModule rewrite_module /usr/lib/apache2/modules/mod_rewrite.so
            LogFormat "saw %m - -" saw
            CustomLog FOLDER/saw.log saw "expr=%{REQUEST_STATUS} == 403"
            RewriteEngine on
            RewriteRule .* - [F]
            ErrorDocument 403 "saw %{REQUEST_METHOD} - -"
            """) {
        @Override
        List<String> command(Path script, int port) {
            return List.of("apache2", "-D", "FOREGROUND", "-f", script.toString());
        }
    };

    private final String program;
    private final String script;
    private final String text;

    RealService(String program, String script, String text) {
        this.program = program;
        this.script = script;
        this.text = text;
    }

    abstract List<String> command(Path script, int port);

    boolean isInstalled() {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)))
                || Files.isExecutable(Path.of("/usr/sbin", program));
    }

    /** Starts it on a free port, with its files in the folder. */
    Run start(Path folder) throws IOException {
        int port = Stage.freePort();
        Path file = folder.resolve(script);
        Files.writeString(file, text.replace("FOLDER", folder.toString()).replace("PORT", Integer.toString(port)));
        Process process = new ProcessBuilder(command(file, port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
        Run run = new Run(process, port, folder);
        run.awaitListening();
        return run;
    }

    /** A running one. Confined to the test's thread. */
    record Run(Process process, int port, Path folder) implements AutoCloseable {
        void awaitListening() {
            Await.until(Duration.ofSeconds(20), process + " listens", () -> {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                    return true;
                } catch (IOException notYet) {
                    return false;
                }
            });
        }

        /** Every request it saw to its end, sorted. */
        List<String> saw() {
            try {
                return Files.readAllLines(folder.resolve("saw.log"), StandardCharsets.ISO_8859_1).stream()
                        .sorted()
                        .toList();
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }
}
