// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One started program, its CPU time and its memory as {@code /proc} tells them. Thread-safe. */
final class Proc implements AutoCloseable {
    /** Clock ticks of {@code /proc/PID/stat}: 100 a second on every Linux that matters here. */
    private static final long MICROS_A_TICK = 10_000;

    private final Process process;
    private final Path log;

    private Proc(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts a program whose output goes to a file of its own. */
    static Proc start(Path folder, String name, List<String> command, String... environment) {
        try {
            Path log = folder.resolve(name + ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            for (int i = 0; i < environment.length; i += 2) {
                builder.environment().put(environment[i], environment[i + 1]);
            }
            return new Proc(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.getFirst() + "; is it installed?", e);
        }
    }

    long pid() {
        return process.pid();
    }

    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the program printed the text; returns the nanoseconds since the given moment. */
    long awaitOutput(String text, long sinceNanos) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!output().contains(text)) {
            if (!process.isAlive() || System.nanoTime() - end > 0) {
                throw new IllegalStateException("no '" + text + "' from process " + pid() + ": " + output());
            }
            Waiting.briefly();
        }
        return System.nanoTime() - sinceNanos;
    }

    /** CPU time of the process, user and system, in microseconds. */
    Cpu cpu() {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"));
            String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return new Cpu(Long.parseLong(words[11]) * MICROS_A_TICK, Long.parseLong(words[12]) * MICROS_A_TICK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Resident memory in KiB. */
    long residentKib() {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** User and system time in microseconds. */
    record Cpu(long user, long system) {
        Cpu minus(Cpu before) {
            return new Cpu(user - before.user, system - before.system);
        }

        Cpu plus(Cpu other) {
            return new Cpu(user + other.user, system + other.system);
        }

        long total() {
            return user + system;
        }
    }
}
