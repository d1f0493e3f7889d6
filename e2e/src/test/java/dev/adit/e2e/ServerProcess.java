// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server of the built image as a process, on a free loopback port, with a key that its agents use. Thread-safe. */
public final class ServerProcess {
    /** 32 or more visible characters; no real key looks like it. */
    public static final String KEY = "bootstrap-key-of-the-end-to-end-tests";

    private final Processes processes;
    private final Running running;
    private final int port;

    private ServerProcess(Processes processes, Running running, int port) {
        this.processes = processes;
        this.running = running;
        this.port = port;
    }

    /** Starts it with these further options and waits until it listens. */
    public static ServerProcess start(Processes processes, String... options) {
        return startOn(processes, 0, options);
    }

    /** The same on a port that an earlier server has had. */
    public static ServerProcess startOn(Processes processes, int port, String... options) {
        return startOn(processes, port, Map.of(), options);
    }

    /** The same with further variables. */
    public static ServerProcess startOn(
            Processes processes, int port, Map<String, String> environment, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("server", "--listen", "127.0.0.1:" + port, "--admin", "127.0.0.1:0"));
        arguments.addAll(List.of(options));
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("ADIT_BOOTSTRAP_KEY", KEY);
        Running running = processes.adit(variables, arguments.toArray(String[]::new));
        return new ServerProcess(processes, running, running.awaitListening());
    }

    public Running running() {
        return running;
    }

    public int port() {
        return port;
    }

    /** Starts an agent of this server, with the server's key. */
    public Running agent(String... arguments) {
        return agentWith(Map.of(), arguments);
    }

    /** Starts an agent of this server with further variables, which may name another key. */
    public Running agentWith(Map<String, String> environment, String... arguments) {
        Map<String, String> variables = new HashMap<>(Map.of("ADIT_KEY", KEY));
        variables.put("ADIT_SERVER", "http://127.0.0.1:" + port);
        variables.put("ADIT_INSPECT", "off");
        variables.putAll(environment);
        return processes.adit(variables, arguments);
    }

    /** Starts an http agent and waits for its line. */
    public Running readyHttp(int target, String name, String... options) {
        List<String> arguments = new ArrayList<>(List.of("http", Integer.toString(target), "--name", name));
        arguments.addAll(List.of(options));
        Running agent = agent(arguments.toArray(String[]::new));
        agent.awaitStdout("  ->  ");
        return agent;
    }
}
