// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A local service made of plain sockets and virtual threads that plays a script per connection and records every byte.
 *
 * <p>The first connection plays the first script, and so on; later connections play the last one again. A script that
 * fails an expectation fails {@link #close}. Thread-safe.
 */
public final class ScriptedService implements ClosedAfterEach {
    private final ServerSocket listener;
    private final List<Script> scripts;
    private final List<ScriptedConnection> connections = new ArrayList<>();
    private final List<Thread> players = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final Thread acceptor;

    private ScriptedService(ServerSocket listener, List<Script> scripts) {
        this.listener = listener;
        this.scripts = scripts;
        // A platform thread, so that a service that a test forgot to close is a thread left behind.
        this.acceptor = new Thread(this::accept, "scripted-service-" + listener.getLocalPort());
    }

    /** Listens on a free loopback port. */
    public static ScriptedService start(Script... scripts) {
        try {
            ServerSocket listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
            ScriptedService service = new ScriptedService(listener, List.of(scripts));
            service.acceptor.start();
            return service;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The port it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** The address it listens on. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** The number of connections accepted so far. */
    public int accepted() {
        synchronized (connections) {
            return connections.size();
        }
    }

    /** Waits for the connection of this number, counted from 0. */
    public ScriptedConnection connection(int number) {
        return Await.value("connection " + number + " to the local service", () -> {
            synchronized (connections) {
                return number < connections.size() ? Optional.of(connections.get(number)) : Optional.empty();
            }
        });
    }

    /** Everything received on all connections, in the order of the connections. */
    public String received() {
        synchronized (connections) {
            StringBuilder all = new StringBuilder();
            connections.forEach(connection -> all.append(connection.received()));
            return all.toString();
        }
    }

    /** Stops listening, so that further connects are refused; live connections go on. */
    public void stopListening() {
        try {
            listener.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        // The port is free only when the accept under way has returned.
        join(acceptor);
    }

    @Override
    public void close() {
        stopListening();
        synchronized (connections) {
            connections.forEach(ScriptedConnection::abort);
        }
        players.forEach(ScriptedService::join);
        throwFailures();
    }

    private void accept() {
        while (true) {
            try {
                play(listener.accept());
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void play(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        ScriptedConnection connection = new ScriptedConnection(socket);
        Script script;
        synchronized (connections) {
            script = scripts.get(Math.min(connections.size(), scripts.size() - 1));
            connections.add(connection);
        }
        players.add(Thread.ofVirtual().start(() -> playGuarded(connection, script)));
    }

    private void playGuarded(ScriptedConnection connection, Script script) {
        try {
            connection.play(script);
        } catch (RuntimeException | AssertionError failure) {
            synchronized (failures) {
                failures.add(failure);
            }
        }
    }

    private void throwFailures() {
        synchronized (failures) {
            if (!failures.isEmpty()) {
                throw new AssertionError(
                        "the local service's script failed: " + failures.getFirst(), failures.getFirst());
            }
        }
    }

    private static void join(Thread thread) {
        try {
            if (!thread.join(Await.PATIENCE)) {
                thread.interrupt();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
