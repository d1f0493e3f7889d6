// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import dev.adit.testkit.ScriptedConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What the local service does with a whole request. Thread-safe. */
@FunctionalInterface
interface Reply {
    /** 200 with two bytes; to HEAD without them. */
    Reply OK = (request, connection) -> {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
        send(connection, request.head().startsWith("HEAD ") ? head : head + "ok");
        return true;
    };

    /** Answers; returns whether the connection is read on. */
    boolean to(Message request, ScriptedConnection connection) throws IOException;

    /** These bytes to whatever comes, then reads on. */
    static Reply saying(String text) {
        return (request, connection) -> {
            send(connection, text);
            return true;
        };
    }

    /** These bytes to whatever comes, then an end of file. */
    static Reply sayingLast(String text) {
        return (request, connection) -> {
            send(connection, text);
            return false;
        };
    }

    /** These bytes to whatever comes; what comes after them is recorded to the end of file. */
    static Reply switching(String text) {
        return (request, connection) -> {
            send(connection, text);
            connection.readToEnd();
            return false;
        };
    }

    private static void send(ScriptedConnection connection, String text) throws IOException {
        connection.send(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
