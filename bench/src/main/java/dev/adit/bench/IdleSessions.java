// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** What an idle session costs the server: thousands of agents that only answer its pings. */
final class IdleSessions {
    private static final int SESSIONS = 5_000;
    private static final Duration REST = Duration.ofSeconds(20);
    private static final int PING_BYTES = 12;

    private final Peers peers;

    IdleSessions(Peers peers) {
        this.peers = peers;
    }

    void run() throws IOException {
        try (Proc server = peers.aditServer("sessions")) {
            int port = peers.listenPort(server);
            // The first ones pay for classes and code, which is not what a session costs.
            List<Socket> sockets = new ArrayList<>(dial(port, 0, 100));
            Waiting.forSpan(REST);
            long before = server.residentKib();
            AtomicInteger lost = new AtomicInteger();
            sockets.addAll(dial(port, 100, SESSIONS));
            for (Socket socket : sockets) {
                Thread.ofVirtual().start(() -> answerPings(socket, lost));
            }
            Waiting.forSpan(REST);
            double each = (server.residentKib() - before) / (double) SESSIONS;
            Figures.print("\n### Idle sessions\n");
            Figures.print(String.format(
                    Locale.ROOT,
                    "%d idle sessions: %.1f KiB resident each (server %d -> %d MB), %d lost in %d s",
                    SESSIONS,
                    each,
                    before / 1024,
                    server.residentKib() / 1024,
                    lost.get(),
                    REST.toSeconds()));
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static List<Socket> dial(int port, int from, int count) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.getOutputStream().write(request(port, "idle" + i));
            readHead(socket);
            sockets.add(socket);
        }
        return sockets;
    }

    private static byte[] request(int port, String name) {
        return ("GET /_connect?subdomain=" + name + "&type=http HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer "
                        + Peers.KEY + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("the server hung up: " + head);
            }
            head.append((char) next);
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ")) {
            throw new IOException("not let in: " + head);
        }
    }

    /** The server sends WebSocket messages that hold yamux pings and nothing else. */
    private static void answerPings(Socket socket, AtomicInteger lost) {
        try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
            while (true) {
                in.readByte();
                byte[] message = in.readNBytes(in.readUnsignedByte());
                if (message.length == PING_BYTES && message[1] == 2) {
                    message[3] = 2; // ACK
                    byte[] frame = ByteBuffer.allocate(6 + PING_BYTES)
                            .put((byte) 0x82)
                            .put((byte) (0x80 | PING_BYTES))
                            .putInt(0)
                            .put(message)
                            .array();
                    socket.getOutputStream().write(frame);
                }
            }
        } catch (IOException e) {
            if (!socket.isClosed()) {
                lost.incrementAndGet();
            }
        }
    }
}
