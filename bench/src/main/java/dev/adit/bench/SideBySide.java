// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** HTTP loads through every subject in turn, round by round, so that the machine's moods meet all alike. */
final class SideBySide {
    private static final Duration WARM_UP = Duration.ofSeconds(30);
    private static final Duration WARM_UP_EACH = Duration.ofSeconds(4);

    private final Peers peers;
    private final int rounds;
    private final Duration span;

    SideBySide(Peers peers, int rounds, Duration span) {
        this.peers = peers;
        this.rounds = rounds;
        this.span = span;
    }

    /** One subject's round. */
    private record Sample(Wrk.Round round, List<Proc.Cpu> hops) {
        double cpuMicros(int hop) {
            return (double) hops.get(hop).total() / round.requests();
        }

        double cpuMicros() {
            return cpuMicros(0) + cpuMicros(1);
        }

        double userMicros() {
            return (double) hops.stream().mapToLong(Proc.Cpu::user).sum() / round.requests();
        }
    }

    void run() {
        List<Load> loads = List.of(
                new Load("1 KiB, 64 connections", 64, "/page", Optional.empty()),
                new Load("1 KiB, 1 connection", 1, "/page", Optional.empty()),
                new Load("1 KiB, 8 connections", 8, "/page", Optional.empty()),
                new Load("100 KB answers, 64 connections", 64, "/file", Optional.empty()),
                new Load("100 KB uploads, 64 connections", 64, "/upload", Optional.of(peers.uploads(100 * 1024))));
        Subject nginx = peers.nginxTwice();
        Subject adit = peers.adit("adit");
        List<Subject> subjects = new ArrayList<>(List.of(nginx, adit));
        peers.bore().ifPresentOrElse(subjects::add, () -> Figures.print("bore is not installed: left out"));
        cold(adit);
        subjects.forEach(subject -> Wrk.run(subject, loads.getFirst(), WARM_UP));
        for (Load load : loads) {
            subjects.forEach(subject -> Wrk.run(subject, load, WARM_UP_EACH));
            show(load, measure(load, subjects), nginx, subjects);
        }
        Figures.print(
                "\nResident after all of it: server " + adit.hops().getFirst().residentKib() / 1024 + " MB, agent "
                        + adit.hops().getLast().residentKib() / 1024 + " MB");
    }

    private void cold(Subject adit) {
        int requests = 10_000;
        Load load = new Load("cold", 64, "/page", Optional.of(peers.first(requests)));
        Sample sample = sample(adit, load, Duration.ofSeconds(20));
        Figures.print(String.format(
                Locale.ROOT,
                "%nThe first %d requests after the start: %.0f requests/s, p50 %.2f ms, p99 %.1f ms, %.1f us CPU each",
                sample.round().requests(),
                sample.round().rate(),
                sample.round().p50() / 1e3,
                sample.round().p99() / 1e3,
                sample.cpuMicros()));
    }

    private Map<Subject, List<Sample>> measure(Load load, List<Subject> subjects) {
        Map<Subject, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Subject subject : subjects) {
                samples.computeIfAbsent(subject, none -> new ArrayList<>()).add(sample(subject, load, span));
            }
        }
        return samples;
    }

    private static Sample sample(Subject subject, Load load, Duration span) {
        List<Proc.Cpu> before = subject.hops().stream().map(Proc::cpu).toList();
        Wrk.Round round = Wrk.run(subject, load, span);
        List<Proc.Cpu> used = new ArrayList<>();
        for (int hop = 0; hop < before.size(); hop++) {
            used.add(subject.hops().get(hop).cpu().minus(before.get(hop)));
        }
        return new Sample(round, used);
    }

    private static void show(Load load, Map<Subject, List<Sample>> samples, Subject floor, List<Subject> subjects) {
        Figures.print("\n### " + load.name() + "\n");
        Figures.row(
                "",
                "requests/s (least to most)",
                "ratio",
                "CPU us/request (first hop + second)",
                "of it user",
                "ratio",
                "p50 ms",
                "ratio",
                "p99 ms",
                "ratio");
        Figures.row("---", "---", "---", "---", "---", "---", "---", "---", "---", "---");
        for (Subject subject : subjects) {
            showRow(subject, samples.getOrDefault(subject, List.of()), samples.getOrDefault(floor, List.of()));
        }
    }

    private static void showRow(Subject subject, List<Sample> of, List<Sample> floor) {
        double rate = Figures.median(of, sample -> sample.round().rate());
        double cpu = Figures.median(of, Sample::cpuMicros);
        double p50 = Figures.median(of, sample -> sample.round().p50());
        double p99 = Figures.median(of, sample -> sample.round().p99());
        Figures.row(
                subject.name(),
                Figures.withSpread(of, sample -> sample.round().rate(), "%.0f"),
                ratio(rate, Figures.median(floor, sample -> sample.round().rate())),
                String.format(
                        Locale.ROOT,
                        "%.1f (%.1f + %.1f)",
                        cpu,
                        Figures.median(of, sample -> sample.cpuMicros(0)),
                        Figures.median(of, sample -> sample.cpuMicros(1))),
                String.format(Locale.ROOT, "%.1f", Figures.median(of, Sample::userMicros)),
                ratio(cpu, Figures.median(floor, Sample::cpuMicros)),
                String.format(Locale.ROOT, "%.3f", p50 / 1e3),
                ratio(p50, Figures.median(floor, sample -> sample.round().p50())),
                String.format(Locale.ROOT, "%.2f", p99 / 1e3),
                ratio(p99, Figures.median(floor, sample -> sample.round().p99())));
    }

    private static String ratio(double of, double floor) {
        return String.format(Locale.ROOT, "%.2f", of / floor);
    }
}
