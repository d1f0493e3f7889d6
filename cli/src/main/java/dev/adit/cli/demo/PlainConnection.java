// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One HTTP/1.1 connection over a plain socket, for checks that must not cost an HTTP client's start-up. Names below
 * {@code localhost} are this machine, without DNS. Confined to one thread.
 */
final class PlainConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(10).toMillis();

    /** A write has no timeout of its own: a connection that takes this long is closed under it. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final URI base;
    private final Socket socket;
    private final InputStream in;
    private final CompletableFuture<Void> deadline;

    private PlainConnection(URI base, Socket socket, InputStream in) {
        this.base = base;
        this.socket = socket;
        this.in = in;
        this.deadline = CompletableFuture.runAsync(
                this::closeQuietly, CompletableFuture.delayedExecutor(LONGEST.toSeconds(), TimeUnit.SECONDS));
    }

    static PlainConnection open(URI base) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(address(base), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            return new PlainConnection(base, socket, new BufferedInputStream(socket.getInputStream(), 16 * 1024));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static InetSocketAddress address(URI base) {
        String host = base.getHost().toLowerCase(Locale.ROOT);
        int port = base.getPort() < 0 ? 80 : base.getPort();
        return host.equals("localhost") || host.endsWith(".localhost")
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
                : new InetSocketAddress(host, port);
    }

    /** Writes a head for a path below the base; fields are whole lines. */
    void request(String method, String path, String... fields) throws IOException {
        String prefix = base.getRawPath().endsWith("/") ? base.getRawPath() : base.getRawPath() + "/";
        StringBuilder head = new StringBuilder(method + " " + prefix + path + " HTTP/1.1\r\n");
        head.append("Host: ").append(base.getRawAuthority()).append("\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        socket.getOutputStream().write(head.append("\r\n").toString().getBytes(ISO_8859_1));
    }

    OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    InputStream in() {
        return in;
    }

    /** Reads a head of the expected status; another one is an error that says which. */
    ResponseHead expect(int status) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            lines.add(line);
        }
        var head = new ResponseHead(lines);
        if (head.status() != status) {
            throw new IOException("the answer was " + lines.getFirst()
                    + head.field("Adit-Error").map(" (%s)"::formatted).orElse(""));
        }
        return head;
    }

    /** The body that the head announces: by length, in chunks, or up to the close. */
    InputStream body(ResponseHead head) {
        if (head.isChunked()) {
            return new ChunkedBody(in);
        }
        return head.length()
                .map(length -> (InputStream) new LengthBody(in, length))
                .orElse(in);
    }

    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended within a line");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        deadline.cancel(false);
        socket.close();
    }

    private void closeQuietly() {
        try {
            socket.close();
        } catch (IOException ignored) { // nobody is left to be told
        }
    }
}
