// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One tunnel and 64 visitors over links of the pool protocol, round by round. */
final class PoolSideBySide {
    private static final Duration WARM_UP = Duration.ofSeconds(15);

    private final PoolPeers pools;
    private final int rounds;
    private final Duration span;

    PoolSideBySide(PoolPeers pools, int rounds, Duration span) {
        this.pools = pools;
        this.rounds = rounds;
        this.span = span;
    }

    void run() {
        Load load = new Load("pool, 1 KiB, 64 connections", 64, "/page", Optional.empty());
        Subject adit = pools.adit();
        Subject localtunnel = pools.localtunnel();
        Wrk.run(adit, load, WARM_UP);
        Wrk.runForgiving(localtunnel, load, span);
        List<Wrk.Round> ours = new ArrayList<>();
        List<Wrk.Round> theirs = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            ours.add(Wrk.run(adit, load, span));
            theirs.add(Wrk.runForgiving(localtunnel, load, span));
        }
        Figures.print("\n### " + load.name() + "\n");
        Figures.row("", "good answers/s (least to most)", "ratio", "p50 ms", "p99 ms");
        Figures.row("---", "---", "---", "---", "---");
        double floor = Figures.median(theirs, Wrk.Round::rate);
        show(localtunnel, theirs, floor);
        show(adit, ours, floor);
    }

    /** A pair that gave no good answer at all has no ratio. */
    private static void show(Subject subject, List<Wrk.Round> rounds, double floor) {
        Figures.row(
                subject.name(),
                Figures.withSpread(rounds, Wrk.Round::rate, "%.1f"),
                String.format(Locale.ROOT, "%.1f", Figures.median(rounds, Wrk.Round::rate) / floor),
                String.format(Locale.ROOT, "%.2f", Figures.median(rounds, Wrk.Round::p50) / 1e3),
                String.format(Locale.ROOT, "%.2f", Figures.median(rounds, Wrk.Round::p99) / 1e3));
    }
}
