// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.Transport;
import dev.adit.testkit.Await;
import dev.adit.testkit.Loops;
import dev.adit.testkit.RawClient;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CW-10: whom the agent trusts with its key. */
class AgentTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path folder;

    private static KeyStore localhostKeys = emptyStore();
    private static Path authority = Path.of("unset");

    private final ListenerRecord listener = new ListenerRecord();

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = folder.resolve("localhost.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "k",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=middlebox",
                        "-ext",
                        "SAN=dns:localhost",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        assertEquals(0, keytool.waitFor());
        try (InputStream stored = Files.newInputStream(store)) {
            localhostKeys.load(stored, PASSWORD);
        }
        authority = folder.resolve("ca.pem");
        String encoded = Base64.getMimeEncoder()
                .encodeToString(localhostKeys.getCertificate("k").getEncoded());
        Files.writeString(authority, "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
    }

    @Test
    void aServerSignedByTheCaFileIsTrusted() throws Exception {
        try (TlsServer server = TlsServer.start(localhostKeys)) {
            AgentConfig config = config("https://localhost:" + server.port());
            AgentEnd end = run(withCaFile(config));
            assertEquals("ADIT-401-KEY", end.code());
            assertTrue(server.received().contains("Authorization: Bearer k3y"));
        }
    }

    @Test
    void anUnknownSignerIsNamedAndGetsNoKey() throws Exception {
        try (TlsServer server = TlsServer.start(localhostKeys);
                Agent agent = start(config("https://localhost:" + server.port()))) {
            Await.until("a failed dial", () -> listener.has("disconnected TLS with localhost failed"));
            assertTrue(
                    listener.lines.stream().anyMatch(line -> line.contains("CN=middlebox issued by CN=middlebox")),
                    listener.lines.toString());
            assertFalse(server.received().contains("k3y"));
            close(agent);
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        try (TlsServer server = TlsServer.start(localhostKeys);
                Agent agent = start(withCaFile(config("https://127.0.0.1:" + server.port())))) {
            Await.until("a failed dial", () -> listener.has("disconnected TLS with 127.0.0.1 failed"));
            assertFalse(server.received().contains("k3y"));
            close(agent);
        }
    }

    @Test
    void aServerWithoutTlsIsCalledThatAndItsBytesAreNotRepeated() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
                Agent agent = start(config("https://127.0.0.1:" + plain.getLocalPort()))) {
            Thread.ofVirtual().start(() -> answerInPlainText(plain));
            Await.until("a failed dial", () -> listener.has("disconnected TLS with 127.0.0.1 failed"));
            String told = listener.lines.toString();
            assertTrue(told.contains("speaks no TLS; check the port, or write http://"), told);
            assertFalse(told.contains("485454502f"), told);
            close(agent);
        }
    }

    private static void answerInPlainText(ServerSocket plain) {
        while (!plain.isClosed()) {
            try (Socket socket = plain.accept()) {
                socket.getInputStream().read();
                socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(ISO_8859_1));
            } catch (IOException ignored) {
                // The agent hung up, or the end of the test.
            }
        }
    }

    @Test
    void anHttpsTargetIsVerifiedUnlessItsOwnerSaysOtherwise(Loops loops) throws Exception {
        try (TlsServer service = TlsServer.start(localhostKeys)) {
            assertEquals(502, statusFrom(loops, service, false));
            assertEquals(401, statusFrom(loops, service, true));
        }
    }

    private int statusFrom(Loops loops, TlsServer service, boolean insecure) {
        Sockets sockets = StreamPort.sockets(loops);
        TunnelConfig tunnel = TunnelConfig.of(
                        TunnelKind.HTTP, Target.parse(TunnelKind.HTTP, "https://localhost:" + service.port()))
                .withService(new LocalService(new HostHeader.Preserve(), insecure, Optional.empty()));
        LocalDialer dialer = new LocalDialer(sockets, tunnel, Duration.ofSeconds(5), listener);
        LocalPool pool = new LocalPool(dialer, sockets);
        HttpForwarder forwarder = new HttpForwarder(pool, sockets.clock(), tunnel, TunnelName.of("demo"), listener);
        Visit visit = new Visit(true, Optional.empty(), true, "");
        try (StreamPort port = StreamPort.open(sockets, forwarder, visit);
                RawClient visitor = port.connect()) {
            return visitor.send("GET / HTTP/1.1\r\nHost: d\r\n\r\n")
                    .readResponse()
                    .status();
        }
    }

    private static AgentConfig withCaFile(AgentConfig config) {
        DialConfig dial = config.dial();
        return config.withDial(new DialConfig(
                dial.protocol(),
                dial.poolLinks(),
                dial.allowPlaintext(),
                Optional.of(authority),
                dial.proxy(),
                dial.pingInterval()));
    }

    private Agent start(AgentConfig config) {
        return Agent.builder(config).transport(Transport.NIO).listener(listener).start();
    }

    private AgentEnd run(AgentConfig config) {
        try (Agent agent = start(config)) {
            return agent.ended().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    private static void close(Agent agent) {
        agent.close();
        agent.ended().orTimeout(5, TimeUnit.SECONDS).join();
    }

    private static AgentConfig config(String server) {
        return AgentConfig.of(
                ServerAddress.parse(server),
                Optional.of(new Secret("k3y")),
                List.of(TunnelConfig.of(TunnelKind.HTTP, Target.parse(TunnelKind.HTTP, "3000"))));
    }

    private static KeyStore emptyStore() {
        try {
            return KeyStore.getInstance("PKCS12");
        } catch (java.security.KeyStoreException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers every dial with 401 over TLS. */
    private static final class TlsServer implements AutoCloseable {
        private final SSLServerSocket listener;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream(); // itself synchronized
        private final Thread acceptor = Thread.ofVirtual().unstarted(this::accept);

        private TlsServer(SSLServerSocket listener) {
            this.listener = listener;
        }

        static TlsServer start(KeyStore keys) throws Exception {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            TlsServer server = new TlsServer((SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")));
            server.acceptor.start();
            return server;
        }

        int port() {
            return listener.getLocalPort();
        }

        String received() {
            return received.toString(ISO_8859_1);
        }

        private void accept() {
            while (!listener.isClosed()) {
                try (SSLSocket socket = (SSLSocket) listener.accept()) {
                    answer(socket);
                } catch (IOException ignored) {
                    // A handshake that the agent broke off, or the end of the test.
                }
            }
        }

        private void answer(SSLSocket socket) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
                received.write(next);
            }
            socket.getOutputStream().write("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
