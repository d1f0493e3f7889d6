// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One accepted connection of a {@link ScriptedService}, with every byte that came in on it.
 *
 * <p>The script's own thread reads and writes; the recording methods are for the test's thread. Thread-safe in that
 * sense.
 */
public final class ScriptedConnection {
    private final Socket socket;
    private final PushbackInputStream input;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream(); // itself synchronized
    private volatile Optional<IOException> failure = Optional.empty();
    private volatile boolean over;
    private volatile boolean sawEnd;

    ScriptedConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.input = new PushbackInputStream(socket.getInputStream());
    }

    /** Every byte read so far. */
    public String received() {
        return received.toString(StandardCharsets.ISO_8859_1);
    }

    /** The number of bytes read so far. */
    public int receivedBytes() {
        return received.size();
    }

    /** Whether the script has run to its end or failed. */
    public boolean isOver() {
        return over;
    }

    /** Whether the peer's end of file was read. */
    public boolean sawEnd() {
        return sawEnd;
    }

    /** The socket failure that ended the script, e.g. a reset by the peer. */
    public Optional<IOException> failure() {
        return failure;
    }

    /** The peer's address. */
    public InetSocketAddress peer() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    /** Reads up to and with the marker and returns what it read. */
    public String readUntil(String marker) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.length() < marker.length() || text.indexOf(marker, text.length() - marker.length()) < 0) {
            text.append((char) (read(1)[0] & 0xFF));
        }
        return text.toString();
    }

    /** Reads exactly this many bytes. */
    public byte[] read(int count) throws IOException {
        byte[] bytes = input.readNBytes(count);
        received.writeBytes(bytes);
        if (bytes.length < count) {
            sawEnd = true;
            throw new EOFException("end of file after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /** Reads to the end of file. */
    public void readToEnd() throws IOException {
        byte[] piece = new byte[64 * 1024];
        for (int count = input.read(piece); count >= 0; count = input.read(piece)) {
            received.write(piece, 0, count);
        }
        sawEnd = true;
    }

    /** Reads whatever has come, one byte at least; empty at the end of file. */
    public byte[] readSome() throws IOException {
        byte[] piece = new byte[64 * 1024];
        int count = input.read(piece);
        sawEnd |= count < 0;
        byte[] read = Arrays.copyOf(piece, Math.max(0, count));
        received.writeBytes(read);
        return read;
    }

    /** Whether the next thing is an end of file; waits for the next byte otherwise. */
    public boolean atEnd() throws IOException {
        int next = input.read();
        if (next >= 0) {
            input.unread(next);
        }
        sawEnd |= next < 0;
        return sawEnd;
    }

    /** Sends the bytes in one write. */
    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Ends our direction. */
    public void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes with a TCP reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    void play(Script script) {
        try (socket) {
            script.play(this);
        } catch (IOException ending) {
            failure = Optional.of(ending);
        } finally {
            over = true;
        }
    }

    void abort() {
        try {
            socket.close();
        } catch (IOException ignored) {
            // Closing is all that was wanted.
        }
    }
}
