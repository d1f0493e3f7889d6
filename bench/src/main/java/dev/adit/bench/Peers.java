// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Starts the origin, Adit and what it is compared to, all on loopback. Files go to one folder. */
final class Peers implements AutoCloseable {
    static final String KEY = "0123456789abcdef0123456789abcdef";

    private final Path image;
    private final Path folder;
    private final Started started = new Started();
    private final int originPort;

    Peers(Path image, Path folder) {
        this.image = image;
        this.folder = folder;
        originPort = freePort();
        write("page", "x".repeat(1024));
        write("file", "y".repeat(100 * 1024));
        started.keep(nginx("origin", originPort, files(), ""));
        Waiting.untilListening(originPort);
    }

    /** An upload is read to its end before it is answered: the inner request carries none of it. */
    private String files() {
        return "root " + folder + "; location /done { return 200; } location /upload { client_body_buffer_size 256k;"
                + " proxy_pass_request_body off; proxy_set_header Content-Length ''; proxy_pass http://127.0.0.1:"
                + originPort + "/done; }";
    }

    int originPort() {
        return originPort;
    }

    /** A lua script for wrk that sends bodies of so many bytes. */
    Path uploads(int bytes) {
        return write("upload-" + bytes + ".lua", "wrk.method = 'POST'\nwrk.body = string.rep('z', " + bytes + ")\n");
    }

    /** A script that ends after so many answers. */
    Path first(int requests) {
        String lines = "local n = 0\nresponse = function()\n n = n + 1\n if n >= " + requests
                + " then wrk.thread:stop() end\nend\n";
        return write("first-" + requests + ".lua", lines);
    }

    Subject nginxTwice() {
        int inner = freePort();
        int outer = freePort();
        Proc second = proxy("nginx-2", inner, originPort);
        Waiting.untilListening(inner);
        Proc first = proxy("nginx-1", outer, inner);
        Waiting.untilListening(outer);
        return started.keep(new Subject("nginx x2", outer, "origin.test", List.of(first, second)));
    }

    private Proc proxy(String name, int port, int upstream) {
        String server = "location / { proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection '';"
                + " proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr; }";
        return nginx(
                name,
                port,
                server,
                "upstream up { server 127.0.0.1:" + upstream + "; keepalive 128; keepalive_requests 100000000; }");
    }

    /** One process, no master: its CPU time is the hop's. */
    private Proc nginx(String name, int port, String server, String http) {
        String body = "master_process off; daemon off; pid " + folder + "/" + name + ".pid; error_log " + folder + "/"
                + name + ".err;\nevents { worker_connections 8192; }\nhttp { access_log off; client_max_body_size 0;"
                + " keepalive_requests 100000000; keepalive_timeout 600; default_type text/plain; client_body_temp_path "
                + folder + "/" + name + "-body; proxy_temp_path " + folder + "/" + name + "-proxy; "
                + http + "\nserver { listen 127.0.0.1:" + port + " backlog=2048; " + server + " } }\n";
        Path config = write(name + ".conf", body);
        return Proc.start(folder, name, List.of("nginx", "-c", config.toString(), "-p", folder.toString()));
    }

    Subject adit(String name) {
        Proc server = aditServer(name);
        int port = listenPort(server);
        Proc agent = aditAgent(name, port);
        agent.awaitOutput("->", System.nanoTime());
        return started.keep(new Subject(name, port, "demo.localhost", List.of(server, agent)));
    }

    Proc aditServer(String name, String... options) {
        Path data = folder.resolve(name + "-data");
        List<String> command = new ArrayList<>(List.of(image.toString(), "server", "--listen", "127.0.0.1:0"));
        command.addAll(List.of("--domain", "localhost", "--data", data.toString()));
        command.addAll(List.of(options));
        return Proc.start(folder, name + "-server", command, "ADIT_BOOTSTRAP_KEY", KEY);
    }

    int listenPort(Proc server) {
        server.awaitOutput("listening on http://127.0.0.1:", System.nanoTime());
        String after = server.output().split("listening on http://127.0.0.1:", 2)[1];
        return Integer.parseInt(after.split("\\D", 2)[0]);
    }

    Proc aditAgent(String name, int port) {
        return Proc.start(
                folder,
                name + "-agent",
                List.of(
                        image.toString(),
                        "http",
                        Integer.toString(originPort),
                        "-s",
                        "http://127.0.0.1:" + port,
                        "-n",
                        "demo"),
                "ADIT_KEY",
                KEY);
    }

    /** The raw TCP tunnel bore, when it is installed; its control port is fixed. */
    Optional<Subject> bore() {
        return installed("bore").map(bore -> {
            int port = freePort();
            Proc server = Proc.start(
                    folder,
                    "bore-server",
                    List.of(bore.toString(), "server", "--bind-addr", "127.0.0.1", "--min-port", "1024"));
            Waiting.untilListening(7835);
            Proc local = Proc.start(
                    folder,
                    "bore-local",
                    List.of(
                            bore.toString(),
                            "local",
                            Integer.toString(originPort),
                            "--to",
                            "127.0.0.1",
                            "--port",
                            Integer.toString(port)));
            Waiting.untilListening(port);
            return started.keep(new Subject("bore", port, "origin.test", List.of(server, local)));
        });
    }

    static Optional<Path> installed(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(place -> Path.of(place, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        started.close();
    }
}
