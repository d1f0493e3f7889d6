// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What visitors of a TCP tunnel do. Immutable. */
sealed interface TcpLoad {
    String name();

    /** What the figures of a round count. */
    String unit();

    /** Runs one round and returns how many units there were and how long they took. */
    Amount run(Subject subject, Duration span);

    /** So many gigabytes or connections in a time. */
    record Amount(double units, double seconds) {
        double rate() {
            return units / seconds;
        }
    }

    /**
     * As many bytes as pass.
     *
     * @param reverse from the service to the visitor, the direction in which the carrier masks
     */
    record Bulk(String name, int streams, boolean reverse) implements TcpLoad {
        private static final String BUSY = "the server is busy";
        private static final int MOST_TRIES = 20;
        private static final Pattern BYTES = Pattern.compile("(?s)\"sum_received\":.*?\"bytes\":\\s*([0-9]+)");
        private static final Pattern SECONDS = Pattern.compile("(?s)\"sum_received\":.*?\"seconds\":\\s*([0-9.]+)");

        @Override
        public String unit() {
            return "GB";
        }

        @Override
        public Amount run(Subject subject, Duration span) {
            List<String> command = new ArrayList<>(List.of("iperf3", "-J", "-c", "127.0.0.1"));
            command.addAll(List.of("-p", "" + subject.port(), "-P", "" + streams, "-t", "" + span.toSeconds()));
            if (reverse) {
                command.add("-R");
            }
            String output = Programs.output(command, "iperf3");
            for (int again = 0; again < MOST_TRIES && output.contains(BUSY); again++) {
                // Its server takes one run at a time, and learns a little late that the one before has ended.
                Waiting.forSpan(Duration.ofMillis(100));
                output = Programs.output(command, "iperf3");
            }
            return new Amount(Programs.number(BYTES, output) / 1e9, Programs.number(SECONDS, output));
        }
    }

    /** Connections of one request each, the answer 1 KiB, so many at a time. */
    record Brief(String name, int connections, int atOnce) implements TcpLoad {
        private static final Pattern COMPLETE = Pattern.compile("Complete requests:\\s+([0-9]+)");
        private static final Pattern FAILED = Pattern.compile("Failed requests:\\s+([0-9]+)");
        private static final Pattern SECONDS = Pattern.compile("Time taken for tests:\\s+([0-9.]+)");

        @Override
        public String unit() {
            return "connection";
        }

        @Override
        public Amount run(Subject subject, Duration span) {
            String output = Programs.output(
                    List.of("ab", "-q", "-n", "" + connections, "-c", "" + atOnce, subject.url("/page")),
                    "apache2-utils");
            if (Programs.number(FAILED, output) > 0) {
                throw new IllegalStateException(subject.name() + " failed connections: " + output);
            }
            return new Amount(Programs.number(COMPLETE, output), Programs.number(SECONDS, output));
        }
    }
}
