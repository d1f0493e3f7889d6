// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** TCP loads through every subject in turn, round by round, so that the machine's moods meet all alike. */
final class TcpSideBySide {
    private static final TcpLoad.Brief COLD =
            new TcpLoad.Brief("the first 12,000 connections after a start, 50 at a time", 12_000, 50);
    private static final int WARM_UP_CONNECTIONS = 30_000;
    private static final int ROUND_CONNECTIONS = 10_000;
    private static final Duration WARM_UP_BULK = Duration.ofSeconds(8);

    private final Peers peers;
    private final TcpPeers tcp;
    private final int rounds;
    private final Duration span;

    TcpSideBySide(Peers peers, TcpPeers tcp, int rounds, Duration span) {
        this.peers = peers;
        this.tcp = tcp;
        this.rounds = rounds;
        this.span = span;
    }

    /** One subject's round. */
    private record Sample(TcpLoad.Amount amount, List<Proc.Cpu> hops) {
        double cpuMicros(int hop) {
            return hops.get(hop).total() / amount.units();
        }

        double cpuMicros() {
            return cpuMicros(0) + cpuMicros(1);
        }
    }

    void run() {
        shortConnections();
        bulk();
    }

    private void shortConnections() {
        List<Subject> subjects = tcp.to(peers.originPort(), "short");
        show(COLD, once(COLD, subjects), subjects);
        TcpLoad.Brief warmUp = new TcpLoad.Brief("warm-up", WARM_UP_CONNECTIONS, 50);
        subjects.forEach(subject -> warmUp.run(subject, span));
        for (int atOnce : new int[] {50, 1}) {
            TcpLoad load = new TcpLoad.Brief("short connections, " + atOnce + " at a time", ROUND_CONNECTIONS, atOnce);
            show(load, measure(load, subjects), subjects);
        }
    }

    private void bulk() {
        List<Subject> subjects = tcp.to(tcp.iperfServer(), "bulk");
        for (boolean reverse : new boolean[] {false, true}) {
            TcpLoad warmUp = new TcpLoad.Bulk("warm-up", 8, reverse);
            subjects.forEach(subject -> warmUp.run(subject, WARM_UP_BULK));
        }
        for (int streams : new int[] {1, 8}) {
            for (boolean reverse : new boolean[] {false, true}) {
                String name = streams
                        + (streams == 1 ? " stream " : " streams ")
                        + (reverse ? "from the service" : "to the service");
                TcpLoad load = new TcpLoad.Bulk(name, streams, reverse);
                show(load, measure(load, subjects), subjects);
            }
        }
    }

    private Map<Subject, List<Sample>> once(TcpLoad load, List<Subject> subjects) {
        Map<Subject, List<Sample>> samples = new LinkedHashMap<>();
        subjects.forEach(subject -> samples.put(subject, List.of(sample(subject, load))));
        return samples;
    }

    private Map<Subject, List<Sample>> measure(TcpLoad load, List<Subject> subjects) {
        Map<Subject, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Subject subject : subjects) {
                samples.computeIfAbsent(subject, none -> new ArrayList<>()).add(sample(subject, load));
            }
        }
        return samples;
    }

    private Sample sample(Subject subject, TcpLoad load) {
        List<Proc.Cpu> before = subject.hops().stream().map(Proc::cpu).toList();
        TcpLoad.Amount amount;
        try {
            amount = load.run(subject, span);
        } catch (IllegalStateException failed) {
            throw new IllegalStateException(subject.name() + " failed", failed);
        }
        List<Proc.Cpu> used = new ArrayList<>();
        for (int hop = 0; hop < before.size(); hop++) {
            used.add(subject.hops().get(hop).cpu().minus(before.get(hop)));
        }
        return new Sample(amount, used);
    }

    private static void show(TcpLoad load, Map<Subject, List<Sample>> samples, List<Subject> subjects) {
        boolean bulk = load instanceof TcpLoad.Bulk;
        Figures.print("\n### " + load.name() + "\n");
        Figures.row(
                "",
                (bulk ? "GB/s" : "connections/s") + " (least to most)",
                "ratio",
                (bulk ? "CPU s" : "CPU us") + " a " + load.unit() + " (first hop + second)",
                "ratio");
        Figures.row("---", "---", "---", "---", "---");
        List<Sample> floor = samples.getOrDefault(subjects.getFirst(), List.of());
        for (Subject subject : subjects) {
            showRow(subject, samples.getOrDefault(subject, List.of()), floor, bulk);
        }
    }

    private static void showRow(Subject subject, List<Sample> of, List<Sample> floor, boolean bulk) {
        double scale = bulk ? 1e6 : 1;
        double rate = Figures.median(of, sample -> sample.amount().rate());
        double cpu = Figures.median(of, Sample::cpuMicros);
        Figures.row(
                subject.name(),
                Figures.withSpread(of, sample -> sample.amount().rate(), bulk ? "%.2f" : "%.0f"),
                ratio(rate, Figures.median(floor, sample -> sample.amount().rate())),
                String.format(
                        Locale.ROOT,
                        bulk ? "%.2f (%.2f + %.2f)" : "%.0f (%.0f + %.0f)",
                        cpu / scale,
                        Figures.median(of, sample -> sample.cpuMicros(0)) / scale,
                        Figures.median(of, sample -> sample.cpuMicros(1)) / scale),
                ratio(cpu, Figures.median(floor, Sample::cpuMicros)));
    }

    private static String ratio(double of, double floor) {
        return String.format(Locale.ROOT, "%.2f", of / floor);
    }
}
