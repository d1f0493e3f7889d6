// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import dev.adit.testkit.Gate;
import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedConnection;
import dev.adit.testkit.ScriptedService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The local service of the catalogue: keeps every request that comes, whole or not, and answers as the row says. Its two
 * own paths, {@code /probe} and {@code /bystander}, are answered always and not kept. Thread-safe.
 */
final class Recorder implements AutoCloseable {
    static final String PROBED = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nprobed";
    private static final String BYSTANDER_HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n";
    /** Two halves, so that an exchange stands open while a row is played. */
    static final String BYSTANDER_HALF = "0123456789".repeat(3_000);

    private final ScriptedService service = ScriptedService.start(this::serve);
    private final List<Message> messages = new ArrayList<>();
    private final AtomicInteger live = new AtomicInteger();
    private volatile Reply reply = Reply.OK;
    private volatile Gate bystanders = new Gate();

    int port() {
        return service.port();
    }

    /** Connections that have not ended. */
    int live() {
        return live.get();
    }

    /** From now on requests are answered so; forgets what was kept. */
    void play(Reply newReply) {
        reply = newReply;
        bystanders = new Gate();
        take();
    }

    /** Lets the second half of the bystander's answer go. */
    void releaseBystander() {
        bystanders.open();
    }

    /** What has come since the last call. */
    List<Message> take() {
        synchronized (messages) {
            List<Message> taken = List.copyOf(messages);
            messages.clear();
            return taken;
        }
    }

    private void serve(ScriptedConnection connection) throws IOException {
        live.incrementAndGet();
        try {
            Message.Reader reader = new Message.Reader(connection);
            boolean reads = true;
            while (reads) {
                Optional<Message> request = reader.next();
                reads = request.isPresent() && answer(request.get(), connection);
            }
        } finally {
            live.decrementAndGet();
        }
    }

    private boolean answer(Message request, ScriptedConnection connection) throws IOException {
        if (request.head().startsWith("GET /probe ")) {
            Script.send(PROBED).play(connection);
            return true;
        }
        if (request.head().startsWith("GET /bystander ")) {
            Gate gate = bystanders;
            Script.of(Script.send(BYSTANDER_HEAD + BYSTANDER_HALF), Script.pause(gate), Script.send(BYSTANDER_HALF))
                    .play(connection);
            return true;
        }
        synchronized (messages) {
            messages.add(request);
        }
        return request.whole() && reply.to(request, connection);
    }

    @Override
    public void close() {
        releaseBystander();
        service.close();
    }
}
