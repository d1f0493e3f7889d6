// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A local service for bodies of any size and speed, on plain sockets and virtual threads.
 *
 * <pre>
 * GET  /bytes/N        N bytes with their length       POST /upload   answers with the checksum of the body
 * GET  /chunked/N      the same in chunks              POST /slow/R   reads R bytes a second
 * GET  /events/MILLIS  a chunk each so often, endless  GET  /pause/MILLIS   answers "done" after that time
 * </pre>
 *
 * <p>An upgrade of {@code /socket} becomes an echo, any other is refused with 400. Thread-safe.
 */
final class BulkService implements AutoCloseable {
    private static final Pattern REQUEST = Pattern.compile("(?s)\\w+ /(\\w+)(?:/(\\d+))? HTTP/1\\.1\r\n.*");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: (\\d+)\r\n");

    private final ServerSocket listener;
    private final Thread acceptor;
    private final Set<Socket> live = ConcurrentHashMap.newKeySet();

    private BulkService(ServerSocket listener) {
        this.listener = listener;
        this.acceptor = new Thread(this::accept, "bulk-service-" + listener.getLocalPort());
    }

    static BulkService start() {
        try {
            BulkService service = new BulkService(new ServerSocket(0, 4096, InetAddress.getLoopbackAddress()));
            service.acceptor.start();
            return service;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Connections that nobody has closed. */
    int live() {
        return live.size();
    }

    @Override
    public void close() {
        try {
            listener.close();
            acceptor.join();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        live.forEach(BulkService::end);
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = listener.accept();
                live.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                answer(head, in, socket.getOutputStream());
            }
        } catch (IOException ignored) {
            // The visitor has gone; tests look at that from the outside.
        } finally {
            live.remove(socket);
        }
    }

    private static void answer(String head, InputStream in, OutputStream out) throws IOException {
        Matcher request = REQUEST.matcher(head);
        if (!request.matches()) {
            throw new IOException("no request of ours: " + head);
        }
        if (head.contains("Upgrade: websocket")) {
            upgrade(request.group(1), in, out);
            return;
        }
        long number = request.group(2) == null ? 0 : Long.parseLong(request.group(2));
        switch (request.group(1)) {
            case "bytes" -> {
                send(out, "HTTP/1.1 200 OK\r\nContent-Length: " + number + "\r\n\r\n");
                Bulk.write(out, number);
            }
            case "chunked" -> chunked(out, number);
            case "events" -> events(out, Duration.ofMillis(number));
            case "upload" -> text(out, "200 OK", Long.toString(Bulk.read(in, length(head))));
            case "slow" -> {
                slowly(in, length(head), number);
                text(out, "200 OK", "read");
            }
            case "pause" -> {
                Crowd.letPass(Duration.ofMillis(number));
                text(out, "200 OK", "done");
            }
            default -> text(out, "200 OK", "hello");
        }
    }

    private static void upgrade(String path, InputStream in, OutputStream out) throws IOException {
        if (!path.equals("socket")) {
            text(out, "400 Bad Request", "refused");
            return;
        }
        send(out, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        in.transferTo(out);
    }

    private static void chunked(OutputStream out, long bytes) throws IOException {
        send(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (long done = 0; done < bytes; done += Bulk.PIECE_BYTES) {
            send(out, Integer.toHexString(Bulk.PIECE_BYTES) + "\r\n");
            Bulk.write(out, Bulk.PIECE_BYTES);
            send(out, "\r\n");
        }
        send(out, "0\r\n\r\n");
    }

    private static void events(OutputStream out, Duration each) throws IOException {
        send(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        while (true) {
            send(out, "a\r\ndata: on\n\n\r\n");
            Crowd.letPass(each);
        }
    }

    private static void slowly(InputStream in, long bytes, long bytesPerSecond) throws IOException {
        int step = (int) Math.max(1, bytesPerSecond / 10);
        for (long done = 0; done < bytes; done += step) {
            in.readNBytes((int) Math.min(step, bytes - done));
            Crowd.letPass(Duration.ofMillis(100));
        }
    }

    private static long length(String head) {
        Matcher length = LENGTH.matcher(head);
        return length.find() ? Long.parseLong(length.group(1)) : 0;
    }

    private static void text(OutputStream out, String status, String body) throws IOException {
        send(out, "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(ISO_8859_1));
    }

    /** Empty when the visitor has gone between two requests. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // Closing is all that was wanted.
        }
    }
}
