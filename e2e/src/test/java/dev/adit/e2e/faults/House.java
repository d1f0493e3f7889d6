// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.faults;

import dev.adit.e2e.Running;
import dev.adit.e2e.ServerProcess;
import dev.adit.e2e.Stage;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A server process, an agent process and a service of bulk behind them: the tunnel {@code shop}. Confined to the test's
 * thread, but for the visits.
 */
final class House implements AutoCloseable {
    static final String HOST = "shop." + Stage.DOMAIN;

    /** Connections to the service that the agent keeps idle at most. */
    private static final int KEPT = 64;

    private final Stage stage = new Stage();
    private final BulkService service = BulkService.start();
    private final ServerProcess server;
    private final Running agent;

    private House(Map<String, String> environment, String... serverOptions) {
        server = stage.serverOn(0, environment, serverOptions);
        agent = agent(environment, server.port(), "shop");
        Stage.awaitUrl(agent);
    }

    /** With two JVMs as they are shipped, and watched. */
    static House open(String... serverOptions) {
        return new House(Vitals.WATCHED, serverOptions);
    }

    /** With these options for both JVMs. */
    static House withJvm(String options) {
        return new House(Vitals.watched(options));
    }

    Stage stage() {
        return stage;
    }

    BulkService service() {
        return service;
    }

    Running server() {
        return server.running();
    }

    Running agent() {
        return agent;
    }

    int port() {
        return server.port();
    }

    /** A further agent with the house's service. */
    Running agent(Map<String, String> environment, int port, String name, String... options) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("ADIT_KEY", Stage.KEY);
        List<String> words = List.of("http", Integer.toString(service.port()), "--name", name);
        return stage.adit(variables, port, Stage.words(words, options));
    }

    /** A visitor who has connected and said nothing. */
    RawClient visitor() {
        return RawClient.connect(port()).readPatience(Duration.ofSeconds(60));
    }

    /** A request without a body to the house's tunnel. */
    static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n";
    }

    static String post(String path, long bytes) {
        return "POST " + path + " HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: " + bytes + "\r\n\r\n";
    }

    /** A good visitor of now; fails when it is not served. Returns how long that took. */
    Duration probe() {
        long begun = System.nanoTime();
        RawResponse response = Stage.visit(port(), HOST, "/hello");
        if (response.status() != 200 || !response.body().equals("hello")) {
            throw new AssertionError("the probe was answered with " + response);
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Waits until no exchange runs: the service has but the connections that the agent keeps for later. */
    void awaitIdle() {
        Await.until(Duration.ofSeconds(20), "no exchange runs", () -> service.live() <= KEPT);
    }

    /** Waits until nothing is left of visits in the descriptors of both processes (U3). */
    void awaitRest(Vitals serverBase, Vitals agentBase) {
        awaitIdle();
        Await.until(
                Duration.ofSeconds(20),
                "descriptors are where they were",
                () -> Vitals.count(server(), "fd") <= serverBase.descriptors() + 2
                        && Vitals.count(agent, "fd") <= agentBase.descriptors() + KEPT);
    }

    @Override
    public void close() {
        stage.close();
        service.close();
    }
}
