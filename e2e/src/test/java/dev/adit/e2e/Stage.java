// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The processes of one test by their parts: servers, agents and the Go stand-ins, all on loopback. Confined to the
 * test's thread.
 */
public final class Stage implements AutoCloseable {
    /** The token of every Exio stand-in too. */
    public static final String KEY = ServerProcess.KEY;

    public static final String DOMAIN = "adit.localhost";

    private final Processes processes = new Processes();

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
        List<String> words = new ArrayList<>(List.of("--domain", DOMAIN));
        words.addAll(List.of(options));
        return ServerProcess.startOn(processes, port, environment, words.toArray(String[]::new));
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
        List<String> words = new ArrayList<>(List.of(
                "-server",
                "http://127.0.0.1:" + serverPort,
                "-token",
                KEY,
                "-subdomain",
                name,
                "-target",
                "127.0.0.1:" + targetPort));
        words.addAll(List.of(options));
        return processes.start(GoStandIns.agent(), Map.of(), words.toArray(String[]::new));
    }

    /** The Exio server's stand-in, on a free port and in path mode unless an option says otherwise. */
    public Running exioServer(String... options) {
        List<String> words = new ArrayList<>(List.of("-token", KEY, "-domain", "exio.localhost"));
        words.addAll(List.of(options));
        return processes.start(GoStandIns.server(), Map.of(), words.toArray(String[]::new));
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

    /** A port that was free a moment ago; for options that want numbers. */
    public static int freePort() {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return taken.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        processes.close();
    }
}
