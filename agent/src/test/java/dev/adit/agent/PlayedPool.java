// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.adit.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * A server of the pool protocol that a test plays: it answers each registration by a function of the request's head,
 * and hands the links that come to its other port to the test. Thread-safe.
 */
final class PlayedPool implements AutoCloseable {
    /** The heads of all registrations by GET. */
    final List<String> heads = new CopyOnWriteArrayList<>();

    /** Heads and contents of those by POST. */
    final List<String> posts = new CopyOnWriteArrayList<>();

    private final ServerSocket registrations;
    private final List<Peer> peers = new CopyOnWriteArrayList<>();
    private final List<Thread> acceptors = new CopyOnWriteArrayList<>();
    private volatile UnaryOperator<String> answer;
    private volatile UnaryOperator<String> postAnswer = request -> status(404, "Not Found");
    private volatile boolean closesLinks;
    private volatile ServerSocket links;
    private volatile Thread linkAcceptor;

    private PlayedPool(ServerSocket registrations, ServerSocket links) {
        this.registrations = registrations;
        this.links = links;
        this.linkAcceptor = accept(links, this::link);
        this.answer = head -> granted(nameIn(head), "");
    }

    /** Grants every registration and keeps every link, until told otherwise. */
    static PlayedPool start() {
        PlayedPool pool = new PlayedPool(listen(0), listen(0));
        pool.accept(pool.registrations, pool::register);
        return pool;
    }

    int port() {
        return registrations.getLocalPort();
    }

    int linkPort() {
        return links.getLocalPort();
    }

    /** What registrations by POST are answered from now on, by head and content; 404 else. */
    void postAnswer(UnaryOperator<String> newAnswer) {
        postAnswer = newAnswer;
    }

    /** What registrations are answered from now on: the head becomes the whole answer. */
    void answer(UnaryOperator<String> newAnswer) {
        answer = newAnswer;
    }

    /** Whether links are closed as soon as they are accepted from now on. */
    void closesLinks(boolean closes) {
        closesLinks = closes;
    }

    /** From now on links go to another port, as after a restart of localtunnel's server. */
    void moveLinks() {
        stopLinks();
        links = listen(0);
        linkAcceptor = accept(links, this::link);
    }

    /** Refuses links; one that was let in at the last moment is there when this returns. */
    void stopLinks() {
        close(links);
        join(linkAcceptor);
    }

    /** The same port again. */
    void listenAgain() {
        links = listen(links.getLocalPort());
        linkAcceptor = accept(links, this::link);
    }

    /** A grant as AetherLink's server words it, with further fields behind a comma. */
    String granted(String name, String more) {
        return ok("{\"id\":\"" + name + "\",\"port\":" + linkPort() + ",\"max_conn_count\":10,\"url\":\"\""
                + ",\"auth_required\":false" + more + "}");
    }

    /** A grant of {@code shop} for at most so many links. */
    String granting(int links) {
        return ok("{\"id\":\"shop\",\"auth_required\":false,\"port\":" + linkPort() + ",\"max_conn_count\":" + links
                + "}");
    }

    static String ok(String json) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n"
                + json;
    }

    static String status(int status, String body) {
        return "HTTP/1.1 " + status + " No\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** The name that a registration asks for; a made-up one for {@code /?new}. */
    static String nameIn(String head) {
        String path = head.split(" ", 3)[1].substring(1);
        return path.equals("?new") ? "quick-red-fox" : path;
    }

    /** The link of this number, in the order they came. */
    Peer peer(int number) {
        return Await.value(
                "link " + number, () -> number < peers.size() ? Optional.of(peers.get(number)) : Optional.empty());
    }

    /** How many links have come so far. */
    int accepted() {
        return peers.size();
    }

    /** How many of them are open. */
    long open() {
        return peers.stream().filter(peer -> !peer.isOver()).count();
    }

    /** Ends all links. */
    void cut() {
        peers.forEach(Peer::close);
    }

    @Override
    public void close() {
        close(registrations);
        close(links);
        cut();
        acceptors.forEach(PlayedPool::join);
        peers.forEach(peer -> join(peer.reader));
    }

    private void register(Socket socket) throws IOException {
        try (socket) {
            StringBuilder head = new StringBuilder();
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                head.append((char) next);
                if (head.indexOf("\r\n\r\n") >= 0) {
                    String said = answered(head.toString(), in);
                    socket.getOutputStream().write(said.getBytes(ISO_8859_1));
                    return;
                }
            }
        }
    }

    private String answered(String head, InputStream in) throws IOException {
        if (head.startsWith("GET ")) {
            heads.add(head);
            return answer.apply(head);
        }
        String length = head.split("Content-Length: ", 2)[1].split("\r", 2)[0];
        String request = head + new String(in.readNBytes(Integer.parseInt(length)), ISO_8859_1);
        posts.add(request);
        return postAnswer.apply(request);
    }

    private void link(Socket socket) throws IOException {
        Peer peer = new Peer(socket);
        peers.add(peer);
        if (closesLinks) {
            peer.close();
        }
        peer.reader.start();
    }

    private interface Guest {
        void welcome(Socket socket) throws IOException;
    }

    private Thread accept(ServerSocket listener, Guest guest) {
        Thread acceptor = new Thread(() -> acceptAll(listener, guest), "played-pool");
        acceptors.add(acceptor);
        acceptor.start();
        return acceptor;
    }

    private static void acceptAll(ServerSocket listener, Guest guest) {
        while (true) {
            try {
                guest.welcome(listener.accept());
            } catch (IOException ended) {
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
            return listener;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception ignored) {
            // Closing is all that was wanted.
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The server's end of one link. What comes in is read all the time. Thread-safe. */
    static final class Peer {
        private final Socket socket;
        private final StringBuilder received = new StringBuilder(); // guarded by itself
        private final Thread reader = Thread.ofVirtual().unstarted(this::read);
        private final long begunNanos = System.nanoTime();
        private volatile long endedNanos;
        private volatile boolean over;

        private Peer(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
        }

        /** Sends text in one write. */
        Peer send(String text) {
            try {
                socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            return this;
        }

        /** Waits for the text, and returns and forgets all up to its end. */
        String await(String marker) {
            return Await.value("'" + marker + "' on the link, not " + received(), () -> {
                synchronized (received) {
                    int at = received.indexOf(marker);
                    if (at < 0) {
                        return Optional.empty();
                    }
                    String text = received.substring(0, at + marker.length());
                    received.delete(0, at + marker.length());
                    return Optional.of(text);
                }
            });
        }

        /** What has come and was not awaited. */
        String received() {
            synchronized (received) {
                return received.toString();
            }
        }

        /** Whether the agent has ended the link. */
        boolean isOver() {
            return over;
        }

        boolean endedAfterBeginOf(Peer other) {
            return endedNanos - other.begunNanos > 0;
        }

        void awaitEnd() {
            Await.until("the agent ends the link", this::isOver);
        }

        void finish() {
            try {
                socket.shutdownOutput();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        void close() {
            PlayedPool.close(socket);
            over = true;
        }

        private void read() {
            byte[] piece = new byte[64 * 1024];
            try {
                InputStream in = socket.getInputStream();
                for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                    synchronized (received) {
                        received.append(new String(piece, 0, count, ISO_8859_1));
                    }
                }
            } catch (IOException ignored) {
                // A reset is an end too.
            }
            endedNanos = System.nanoTime();
            over = true;
        }
    }
}
