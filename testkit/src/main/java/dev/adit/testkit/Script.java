// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a scripted peer does with one connection: a list of steps, read from top to bottom in the test.
 *
 * <p>After the last step the connection is closed with a FIN. Text is ISO 8859-1.
 */
@FunctionalInterface
public interface Script {
    /** Plays the script; an {@link AssertionError} fails the test that owns the service. */
    void play(ScriptedConnection connection) throws IOException;

    /** The steps one after the other. */
    static Script of(Script... steps) {
        return connection -> {
            for (Script step : steps) {
                step.play(connection);
            }
        };
    }

    /** The steps again and again until the peer ends the connection between two rounds. */
    static Script repeat(Script... steps) {
        Script once = of(steps);
        return connection -> {
            while (!connection.atEnd()) {
                once.play(connection);
            }
        };
    }

    /** Reads up to and with the empty line that ends a head. */
    static Script readHead() {
        return readUntil("\r\n\r\n");
    }

    /** Reads up to and with the marker. */
    static Script readUntil(String marker) {
        return connection -> connection.readUntil(marker);
    }

    /** Reads exactly this many bytes. */
    static Script read(int count) {
        return connection -> connection.read(count);
    }

    /** Reads to the end of file; bytes are recorded. */
    static Script readToEnd() {
        return ScriptedConnection::readToEnd;
    }

    /** Reads exactly this text, or fails. */
    static Script expect(String text) {
        return connection -> {
            String read = new String(connection.read(text.length()), StandardCharsets.ISO_8859_1);
            if (!read.equals(text)) {
                throw new AssertionError("expected '" + text + "' but read '" + read + "'");
            }
        };
    }

    /** Sends the text in one write. */
    static Script send(String text) {
        return connection -> connection.send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends the bytes in one write. */
    static Script send(byte[] bytes) {
        byte[] copy = bytes.clone();
        return connection -> connection.send(copy);
    }

    /** Sends each byte in a write of its own. */
    static Script sendByteByByte(String text) {
        return connection -> {
            for (byte one : text.getBytes(StandardCharsets.ISO_8859_1)) {
                connection.send(new byte[] {one});
            }
        };
    }

    /** Reads a head, then answers 200 with this body and its length. */
    static Script answer(String body) {
        return of(readHead(), send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body));
    }

    /** Ends our direction; the peer reads an end of file. */
    static Script halfClose() {
        return ScriptedConnection::halfClose;
    }

    /** Closes with a TCP reset. */
    static Script reset() {
        return ScriptedConnection::reset;
    }

    /** Waits until the test opens the gate. */
    static Script pause(Gate gate) {
        return connection -> gate.pass(Duration.ofSeconds(30));
    }
}
