// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code bench/run [http] [tcp] [pool] [start] [sessions] [--rounds N] [--seconds N]}: all of them when none is named. */
final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException {
        List<String> words = List.of(arguments);
        int rounds = number(words, "--rounds", 5);
        Duration span = Duration.ofSeconds(number(words, "--seconds", 4));
        boolean all = Stream.of("http", "tcp", "pool", "start", "sessions").noneMatch(words::contains);
        Path root = Path.of(System.getProperty("adit.root"));
        Path image = root.resolve("dist/target/adit/bin/adit");
        Path folder = Files.createTempDirectory("adit-bench");
        Figures.print("Taken on " + LocalDate.now(ZoneOffset.UTC) + ", " + machine() + "; " + rounds + " rounds of "
                + span.toSeconds() + " s");
        try (Peers peers = new Peers(image, folder)) {
            if (all || words.contains("start")) {
                new Footprint(peers).run();
            }
            if (all || words.contains("sessions")) {
                new IdleSessions(peers).run();
            }
            if (all || words.contains("http")) {
                new SideBySide(peers, rounds, span).run();
            }
            if (all || words.contains("tcp")) {
                try (TcpPeers tcp = new TcpPeers(peers, image, folder)) {
                    new TcpSideBySide(peers, tcp, rounds, span).run();
                }
            }
            if (all || words.contains("pool")) {
                try (PoolPeers pools = new PoolPeers(peers, image, root, folder)) {
                    new PoolSideBySide(pools, rounds, span).run();
                }
            }
        } finally {
            Folders.delete(folder);
        }
    }

    private static int number(List<String> words, String option, int usual) {
        int at = words.indexOf(option);
        return at < 0 ? usual : Integer.parseInt(words.get(at + 1));
    }

    private static String machine() throws IOException {
        Optional<String> model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
        return Runtime.getRuntime().availableProcessors() + " cores (" + model.orElse("model unknown") + "), Linux "
                + System.getProperty("os.version");
    }
}
