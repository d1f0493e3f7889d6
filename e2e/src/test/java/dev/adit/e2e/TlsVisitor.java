// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;

/** A visitor who writes and reads bytes over TLS. Confined to the test's thread. */
final class TlsVisitor implements AutoCloseable {
    private static final int READ_PATIENCE_MILLIS = 15_000;

    private final Socket socket;
    private final StringBuilder received = new StringBuilder();

    private TlsVisitor(Socket socket) {
        this.socket = socket;
    }

    static TlsVisitor connect(SSLContext tls, int port) {
        try {
            Socket socket = tls.getSocketFactory().createSocket(InetAddress.ofLiteral("127.0.0.1"), port);
            socket.setSoTimeout(READ_PATIENCE_MILLIS);
            return new TlsVisitor(socket);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    TlsVisitor send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Reads until the text has come, and returns all that came so far. */
    String readUntil(String text) {
        byte[] piece = new byte[8192];
        try {
            while (received.indexOf(text) < 0) {
                int count = socket.getInputStream().read(piece);
                if (count < 0) {
                    throw new AssertionError("ended before '" + text + "': " + received);
                }
                received.append(new String(piece, 0, count, ISO_8859_1));
            }
            return received.toString();
        } catch (IOException failure) {
            throw new UncheckedIOException("before '" + text + "': " + received, failure);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
