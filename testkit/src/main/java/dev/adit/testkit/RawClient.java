// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A visitor made of a plain blocking socket: sends exactly the bytes it is told to, in the pieces it is told to.
 *
 * <p>Text is ISO 8859-1, so every byte can be written as a character. Reads fail after ten seconds unless told
 * otherwise. Failures are {@link UncheckedIOException}. Confined to one thread.
 */
public final class RawClient implements AutoCloseable {
    private static final Duration READ_PATIENCE = Duration.ofSeconds(10);

    private final Socket socket;
    private final InputStream input;

    private RawClient(Socket socket, InputStream input) {
        this.socket = socket;
        this.input = input;
    }

    /** Connects to a port on loopback. */
    public static RawClient connect(int port) {
        return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Connects to a port on loopback from an address of loopback, so that a peer can be told from others. */
    public static RawClient connectFrom(InetAddress from, int port) {
        Socket socket = new Socket();
        run(() -> socket.bind(new InetSocketAddress(from, 0)));
        return connect(socket, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Connects to an address. */
    public static RawClient connect(InetSocketAddress address) {
        return connect(new Socket(), address);
    }

    private static RawClient connect(Socket socket, InetSocketAddress address) {
        return io(() -> {
            socket.connect(address, (int) READ_PATIENCE.toMillis());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) READ_PATIENCE.toMillis());
            return new RawClient(socket, new BufferedInputStream(socket.getInputStream()));
        });
    }

    /** How long a read waits before it fails with a {@link java.net.SocketTimeoutException} as the cause. */
    public RawClient readPatience(Duration patience) {
        run(() -> socket.setSoTimeout((int) patience.toMillis()));
        return this;
    }

    /** Limits the kernel's receive buffer, so that a reader who stands still soon stops the sender. */
    public RawClient receiveBuffer(int bytes) {
        run(() -> socket.setReceiveBufferSize(bytes));
        return this;
    }

    /** The local address: what the other side sees as its peer. */
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** Sends the text in one write. */
    public RawClient send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends the bytes in one write. */
    public RawClient send(byte[] bytes) {
        run(() -> socket.getOutputStream().write(bytes));
        return this;
    }

    /** Sends the text, or as much of it as the other side takes before it ends the connection. */
    public RawClient sendWhatIsTaken(String text) {
        try {
            return send(text);
        } catch (UncheckedIOException ended) {
            return this;
        }
    }

    /** Sends the text in two writes, split before the given offset (rule U8). */
    public RawClient sendSplit(String text, int offset) {
        send(text.substring(0, offset));
        Await.tick();
        return send(text.substring(offset));
    }

    /** Sends each byte in a write of its own (rule U8). */
    public RawClient sendByteByByte(String text) {
        for (int i = 0; i < text.length(); i++) {
            send(text.substring(i, i + 1));
        }
        return this;
    }

    /** Ends our direction: the other side reads an end of file, and may still answer. */
    public RawClient halfClose() {
        run(socket::shutdownOutput);
        return this;
    }

    /** Closes with a TCP reset. */
    public void reset() {
        run(() -> {
            socket.setSoLinger(true, 0);
            socket.close();
        });
    }

    /** Reads up to and with the empty line that ends a head. */
    public String readHead() {
        return readUntil("\r\n\r\n");
    }

    /** Reads up to and with the marker. */
    public String readUntil(String marker) {
        return io(() -> {
            StringBuilder read = new StringBuilder();
            while (read.length() < marker.length() || read.indexOf(marker, read.length() - marker.length()) < 0) {
                int next = input.read();
                if (next < 0) {
                    throw new EOFException("end of file instead of '" + marker + "' after '" + read + "'");
                }
                read.append((char) next);
            }
            return read.toString();
        });
    }

    /** Reads exactly this many bytes. */
    public byte[] read(int count) {
        return io(() -> {
            byte[] bytes = input.readNBytes(count);
            if (bytes.length < count) {
                throw new EOFException("end of file after " + bytes.length + " of " + count + " bytes");
            }
            return bytes;
        });
    }

    /** Reads exactly this many bytes as text. */
    public String readText(int count) {
        return new String(read(count), StandardCharsets.ISO_8859_1);
    }

    /** Reads to the end of file. A reset is a failure. */
    public String readToEnd() {
        return io(() -> new String(input.readAllBytes(), StandardCharsets.ISO_8859_1));
    }

    /** Reads to the end of file or a reset, and returns what came before either. */
    public String readToAnyEnd() {
        StringBuilder read = new StringBuilder();
        return io(() -> {
            try {
                for (int next = input.read(); next >= 0; next = input.read()) {
                    read.append((char) next);
                }
            } catch (SocketException reset) {
                // An end too.
            }
            return read.toString();
        });
    }

    /** Reads one final response to a request with the given method, skipping 1xx answers. */
    public RawResponse readResponse(String method) {
        return RawResponse.read(this, method);
    }

    /** Reads one final response to a GET. */
    public RawResponse readResponse() {
        return readResponse("GET");
    }

    /** What comes in, for bodies that are too long to keep. */
    public InputStream input() {
        return input;
    }

    /** What goes out, for bodies that are too long to keep. */
    public OutputStream output() {
        return io(socket::getOutputStream);
    }

    /** Whether the other side ends the connection, by end of file or reset, without sending another byte. */
    public boolean endsWithoutAnotherByte() {
        return io(() -> {
            try {
                return input.read() < 0;
            } catch (SocketException reset) {
                return true;
            }
        });
    }

    @Override
    public void close() {
        run(socket::close);
    }

    private static <T> T io(Reading<T> action) {
        try {
            return action.run();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void run(Writing action) {
        try {
            action.run();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T run() throws IOException;
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }
}
