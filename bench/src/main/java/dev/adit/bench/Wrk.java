// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk, one thread, closed loop. */
final class Wrk {
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ([\\d.]+)(us|ms|s|m)");
    private static final Pattern HALF = Pattern.compile("50%\\s+([\\d.]+)(us|ms|s|m)");
    private static final Pattern LAST = Pattern.compile("99%\\s+([\\d.]+)(us|ms|s|m)");
    private static final Pattern FAULT = Pattern.compile("Non-2xx|Socket errors");
    private static final Pattern OTHER_STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    private Wrk() {}

    /**
     * What one round showed; times in microseconds.
     *
     * @param seconds how long it took
     */
    record Round(long requests, double seconds, double p50, double p99) {
        double rate() {
            return requests / seconds;
        }
    }

    static Round run(Subject subject, Load load, Duration span) {
        String output = load(subject, load, span);
        if (FAULT.matcher(output).find()) {
            throw new IllegalStateException(subject.name() + " failed requests of '" + load.name() + "': " + output);
        }
        return round(output, 0);
    }

    /** The same for a peer that fails some requests: what it failed is printed, and does not count. */
    static Round runForgiving(Subject subject, Load load, Duration span) {
        String output = load(subject, load, span);
        output.lines()
                .filter(line -> FAULT.matcher(line).find())
                .forEach(line -> Figures.print(subject.name() + ": " + line.strip()));
        Matcher failed = OTHER_STATUS.matcher(output);
        return round(output, failed.find() ? Long.parseLong(failed.group(1)) : 0);
    }

    private static String load(Subject subject, Load load, Duration span) {
        List<String> command = new ArrayList<>(List.of("wrk", "-t1", "-c" + load.connections()));
        command.addAll(List.of("-d" + Math.max(1, span.toSeconds()) + "s", "--latency", "--timeout", "20s"));
        command.addAll(List.of("-H", "Host: " + subject.host()));
        load.script().ifPresent(file -> command.addAll(List.of("-s", file.toString())));
        command.add(subject.url(load.path()));
        return outputOf(command);
    }

    private static Round round(String output, long failed) {
        Matcher requests = find(REQUESTS, output);
        return new Round(
                Long.parseLong(requests.group(1)) - failed,
                micros(requests.group(2), requests.group(3)) / 1e6,
                micros(find(HALF, output)),
                micros(find(LAST, output)));
    }

    private static String outputOf(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("wrk is needed: apt-get install wrk", e);
        }
    }

    private static Matcher find(Pattern pattern, String output) {
        Matcher matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new IllegalStateException("wrk printed no " + pattern + ": " + output);
        }
        return matcher;
    }

    private static double micros(Matcher time) {
        return micros(time.group(1), time.group(2));
    }

    private static double micros(String number, String unit) {
        double factor = switch (unit.toLowerCase(Locale.ROOT)) {
            case "us" -> 1;
            case "ms" -> 1e3;
            case "s" -> 1e6;
            default -> 60e6;
        };
        return Double.parseDouble(number) * factor;
    }
}
