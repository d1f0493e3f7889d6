// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How fast the processes come up and what they hold while nothing happens. */
final class Footprint {
    private static final int STARTS = 11;
    private static final Duration REST = Duration.ofSeconds(15);

    private final Peers peers;

    Footprint(Peers peers) {
        this.peers = peers;
    }

    private record Start(double millis, double residentMb) {}

    void run() {
        List<Start> servers = new ArrayList<>();
        List<Start> agents = new ArrayList<>();
        for (int round = 0; round < STARTS; round++) {
            once(round, servers, agents);
        }
        Figures.print("\n### Start and idle memory\n");
        Figures.row(
                "", "ms from exec (least to most)", "resident MB, connected and idle for " + REST.toSeconds() + " s");
        Figures.row("---", "---", "---");
        show("server listens", servers);
        show("agent connected and its claim granted", agents);
    }

    private void once(int round, List<Start> servers, List<Start> agents) {
        long began = System.nanoTime();
        try (Proc server = peers.aditServer("start-" + round)) {
            long serverUp = server.awaitOutput("listening on http://", began);
            int port = peers.listenPort(server);
            began = System.nanoTime();
            try (Proc agent = peers.aditAgent("start-" + round, port)) {
                long agentUp = agent.awaitOutput("->", began);
                Waiting.forSpan(REST);
                servers.add(new Start(serverUp / 1e6, server.residentKib() / 1024.0));
                agents.add(new Start(agentUp / 1e6, agent.residentKib() / 1024.0));
            }
        }
    }

    private static void show(String what, List<Start> starts) {
        Figures.row(
                what,
                Figures.withSpread(starts, Start::millis, "%.0f"),
                String.format(Locale.ROOT, "%.0f", Figures.median(starts, Start::residentMb)));
    }
}
