// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux.bench;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What a small exchange costs on a lean stream and on a child channel (docs/decisions/0003): open, 300 bytes, FIN, back
 * 1 KiB, FIN, with both ends on one loop.
 *
 * <p>Run, after {@code mvn -pl yamux -am test-compile}: {@code java --sun-misc-unsafe-memory-access=allow -Xms512m
 * -Xmx512m -XX:+UseSerialGC -cp yamux/target/classes:yamux/target/test-classes:NETTY-COMMON:NETTY-BUFFER:NETTY-TRANSPORT
 * dev.adit.yamux.bench.StreamBenchmark}, where the last three are the jars of the local Maven repository.
 */
final class StreamBenchmark {
    private static final int EXCHANGES = 64_000;
    private static final int WARM_UP_ROUNDS = 10;
    private static final int ROUNDS = 41;

    private final EventLoop loop = new DefaultEventLoop();
    private final Candidate lean = new LeanCandidate();
    private final Candidate channel = new ChannelCandidate(loop);
    private final List<Round.Cost> leanCosts = new ArrayList<>();
    private final List<Round.Cost> channelCosts = new ArrayList<>();

    private StreamBenchmark() {}

    public static void main(String[] arguments) {
        new StreamBenchmark().run();
    }

    private void run() {
        for (int i = 0; i < WARM_UP_ROUNDS + ROUNDS; i++) {
            if (i == WARM_UP_ROUNDS) {
                leanCosts.clear();
                channelCosts.clear();
            }
            pair(i % 2 == 0);
        }
        loop.shutdownGracefully();
        print("CPU ns", Round.Cost::cpuNanos);
        print("bytes allocated", Round.Cost::allocatedBytes);
    }

    /** One round of each; who is first changes, so that a disturbance favours neither. */
    private void pair(boolean leanFirst) {
        if (leanFirst) {
            leanCosts.add(Round.of(loop, lean, EXCHANGES));
        }
        channelCosts.add(Round.of(loop, channel, EXCHANGES));
        if (!leanFirst) {
            leanCosts.add(Round.of(loop, lean, EXCHANGES));
        }
    }

    private void print(String what, ToDoubleFunction<Round.Cost> part) {
        double[] first = leanCosts.stream().mapToDouble(part).toArray();
        double[] second = channelCosts.stream().mapToDouble(part).toArray();
        double[] ratio = new double[ROUNDS];
        Arrays.setAll(ratio, i -> second[i] / first[i]);
        print(what + " per exchange, lean", first, "%.0f");
        print(what + " per exchange, child channel", second, "%.0f");
        print(what + ", ratio within a pair of rounds", ratio, "%.2f");
    }

    /** The median, and in brackets the quartiles and the extremes. */
    private static void print(String what, double[] values, String format) {
        Arrays.sort(values);
        int last = values.length - 1;
        String all = format + " (quartiles " + format + " to " + format + ", all " + format + " to " + format + ")";
        System.out.println(what + ": "
                + String.format(
                        Locale.ROOT,
                        all,
                        values[last / 2],
                        values[last / 4],
                        values[last * 3 / 4],
                        values[0],
                        values[last]));
    }
}
