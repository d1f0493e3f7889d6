// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import dev.adit.wire.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A whole server on loopback with a bootstrap key, in subdomain mode below {@code tunnels.test} unless told otherwise. */
public final class Stage implements AutoCloseable {
    public static final String KEY = "test-key-of-forty-visible-ascii-chars-00";
    static final String DOMAIN = "tunnels.test";

    private final Server server;
    private final int port;

    private Stage(Server server, int port) {
        this.server = server;
        this.port = port;
    }

    public static Stage open() {
        return open(UnaryOperator.identity());
    }

    static Stage byPath() {
        return open(config -> config.withEdge(
                EdgeConfig.DEFAULT.withListen(ListenAddress.of("127.0.0.1", 0)).withRouting(Routing.PATH)));
    }

    public static Stage open(UnaryOperator<ServerConfig> change) {
        Server server = new Server(change.apply(config()));
        try {
            return new Stage(server, server.start().getFirst().getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ServerConfig config() {
        return ServerConfig.DEFAULT
                .withEdge(EdgeConfig.DEFAULT
                        .withListen(ListenAddress.of("127.0.0.1", 0))
                        .withDomain(DOMAIN))
                .withAccess(AccessConfig.DEFAULT.withBootstrapKey(new Secret(KEY)))
                .withData(Path.of("no-such-folder"));
    }

    /** Free ports in a row. Another process may take one in between, so a test needs few. */
    static PortRange freePorts(int count) {
        for (int attempt = 0; attempt < 50; attempt++) {
            int first = freePort();
            if (first + count <= 65_535 && allFree(first, count)) {
                return new PortRange(first, first + count - 1);
            }
        }
        throw new AssertionError("no " + count + " free ports in a row");
    }

    private static boolean allFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            try {
                new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1")).close();
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether somebody listens on the port. The question ends with a reset: a visitor who only ends its direction would
     * be one that a TCP tunnel, and a drain, wait for.
     */
    static boolean accepts(int port) {
        try {
            RawClient.connect(port).reset();
            return true;
        } catch (UncheckedIOException refused) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    Server server() {
        return server;
    }

    RawAgent adit() {
        return RawAgent.adit(port, KEY);
    }

    RawAgent exio(String name, String type) {
        return RawAgent.exio(port, KEY, name, type);
    }

    /** Sends one request on a connection of its own and reads the answer. */
    RawResponse ask(String request) {
        try (RawClient client = RawClient.connect(port)) {
            return client.send(request).readResponse(request.substring(0, request.indexOf(' ')));
        }
    }

    /** Asks a host for a path. */
    RawResponse get(String host, String path) {
        return ask("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    /** A visitor that has asked a tunnel for a path and not yet read the answer. */
    RawClient visit(String name, String path) {
        return RawClient.connect(port).send("GET " + path + " HTTP/1.1\r\nHost: " + name + "." + DOMAIN + "\r\n\r\n");
    }

    /** A visitor that has asked a tunnel for a WebSocket. */
    RawClient visitWebSocket(String name) {
        return RawClient.connect(port)
                .send("GET /ws HTTP/1.1\r\nHost: " + name + "." + DOMAIN + "\r\nConnection: Upgrade\r\n"
                        + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    }

    /** Waits until visitors of the tunnel get this status. */
    void awaitStatus(Duration patience, String name, int status) {
        Await.until(
                patience,
                name + " answers " + status,
                () -> get(name + "." + DOMAIN, "/").status() == status);
    }

    @Override
    public void close() {
        server.close();
    }
}
