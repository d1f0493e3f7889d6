// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import dev.adit.testkit.Await;
import dev.adit.testkit.ClosedAfterEach;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The processes of one test by their parts: servers, agents and the Go stand-ins, all on loopback. Confined to the
 * test's thread.
 */
public final class Stage implements ClosedAfterEach {
    /** The token of every Exio stand-in too. */
    public static final String KEY = ServerProcess.KEY;

    public static final String DOMAIN = "adit.localhost";

    /** Below the ports that Linux, from 32768, and others, from 49152, take for connections. */
    private static final int FIRST_OF_THE_KERNEL = 32_768;

    private static final int FIRST_OF_OURS = 20_000;

    private final Processes processes = new Processes();
    private final List<Socket> deaf = new ArrayList<>();

    public Processes processes() {
        return processes;
    }

    /** A server on a free port, with tunnels below {@link #DOMAIN}. */
    public ServerProcess server(String... options) {
        return serverOn(0, options);
    }

    /** The same on a port that an earlier one has had. */
    public ServerProcess serverOn(int port, String... options) {
        return serverOn(port, Map.of(), options);
    }

    /** The same with further variables. */
    public ServerProcess serverOn(int port, Map<String, String> environment, String... options) {
        return ServerProcess.startOn(processes, port, environment, words(List.of("--domain", DOMAIN), options));
    }

    /** An agent with the bootstrap key, of whatever listens there, before an HTTP service on loopback. */
    public Running http(int serverPort, int targetPort, String... options) {
        return agent(serverPort, words(List.of("http", Integer.toString(targetPort)), options));
    }

    /** An agent with the bootstrap key, of whatever listens there. */
    public Running agent(int serverPort, String... words) {
        return agentWithKey(KEY, serverPort, words);
    }

    public Running agentWithKey(String key, int serverPort, String... words) {
        return adit(Map.of("ADIT_KEY", key), serverPort, words);
    }

    public Running agentWithoutKey(int serverPort, String... words) {
        return adit(Map.of(), serverPort, words);
    }

    /** An agent with the bootstrap key and further variables, which name the server. */
    Running agentWith(Map<String, String> environment, String... words) {
        Map<String, String> variables = new HashMap<>(Map.of("ADIT_KEY", KEY, "ADIT_INSPECT", "off"));
        variables.putAll(environment);
        return processes.adit(variables, words);
    }

    /** An agent with these further variables alone; the key is one of them. */
    public Running adit(Map<String, String> environment, int serverPort, String... words) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("ADIT_SERVER", "http://127.0.0.1:" + serverPort);
        variables.put("ADIT_INSPECT", "off");
        return processes.adit(variables, words);
    }

    /** The Exio client's stand-in, with further options last so that they win. */
    public Running exioAgent(int serverPort, String name, int targetPort, String... options) {
        List<String> words = List.of(
                "-server",
                "http://127.0.0.1:" + serverPort,
                "-token",
                KEY,
                "-subdomain",
                name,
                "-target",
                "127.0.0.1:" + targetPort);
        return processes.start(GoStandIns.agent(), Map.of(), words(words, options));
    }

    /** The Exio server's stand-in, on a free port and in path mode unless an option says otherwise. */
    public Running exioServer(String... options) {
        List<String> words = List.of("-token", KEY, "-domain", "exio.localhost");
        return processes.start(GoStandIns.server(), Map.of(), words(words, options));
    }

    /** The words of a command, with further ones last. */
    public static String[] words(List<String> first, String... more) {
        return Stream.concat(first.stream(), Stream.of(more)).toArray(String[]::new);
    }

    /** The public URL in the line that an agent prints when it is ready. */
    public static String awaitUrl(Running agent) {
        return agent.awaitStdout("(?m)^(\\S+)  ->  \\S+\\R").group(1);
    }

    /** One GET with a Host, on a connection of its own. */
    public static RawResponse visit(int port, String host, String path) {
        try (RawClient visitor = RawClient.connect(port)) {
            return visitor.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                    .readResponse();
        }
    }

    /** Visits until the status is 200, for {@link Await#PATIENCE}; a refused or cut visit counts as not yet. */
    public static void awaitVisit(int port, String host, String path) {
        awaitVisit(Await.PATIENCE, port, host, path);
    }

    /** Visits until the status is 200; a refused or cut visit counts as not yet. */
    public static void awaitVisit(Duration patience, int port, String host, String path) {
        Await.until(patience, "an answer 200 from " + host + path + " on port " + port, () -> {
            try {
                return visit(port, host, path).status() == 200;
            } catch (UncheckedIOException notYet) {
                return false;
            }
        });
    }

    /**
     * A port that nobody listens on, for options that want numbers. It lies below those that the kernel hands out, to
     * connections and to who asks for any, so it is still free when it is used a while later.
     */
    public static int freePort() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_OF_OURS, FIRST_OF_THE_KERNEL);
            try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return taken.getLocalPort();
            } catch (IOException inUse) {
                // Another, then.
            }
        }
        throw new AssertionError("a hundred ports are in use");
    }

    /** A port that refuses whoever dials it, and is nobody else's until the test is over: it is bound, and that is all. */
    public int deafPort() {
        try {
            Socket bound = new Socket();
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            deaf.add(bound);
            return bound.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        processes.close();
        try {
            for (Socket socket : deaf) {
                socket.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
