// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux.bench;

import com.sun.management.ThreadMXBean;
import io.netty.channel.EventLoop;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;

/** One round of one candidate: exchanges on a fresh pair of sessions, so many a turn of the loop. */
final class Round {
    private static final int EXCHANGES_PER_TURN = 16;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final CompletableFuture<Cost> cost = new CompletableFuture<>();
    private final EventLoop loop;
    private final Candidate candidate;
    private final int exchanges;
    private final Tally tally = new Tally();
    private final SessionPair pair;
    private int left;
    private long cpuFrom;
    private long allocatedFrom;

    private Round(EventLoop loop, Candidate candidate, int exchanges) {
        this.loop = loop;
        this.candidate = candidate;
        this.exchanges = exchanges;
        left = exchanges;
        pair = new SessionPair(loop, stream -> candidate.accept(stream, tally));
    }

    /** What one exchange costs the loop's thread. */
    record Cost(double cpuNanos, double allocatedBytes) {}

    /** Runs it on the loop and waits. */
    static Cost of(EventLoop loop, Candidate candidate, int exchanges) {
        return CompletableFuture.supplyAsync(() -> new Round(loop, candidate, exchanges), loop)
                .thenComposeAsync(Round::begin, loop)
                .join();
    }

    private CompletableFuture<Cost> begin() {
        cpuFrom = THREADS.getCurrentThreadCpuTime();
        allocatedFrom = THREADS.getCurrentThreadAllocatedBytes();
        turn();
        return cost;
    }

    private void turn() {
        try {
            for (int i = 0; i < EXCHANGES_PER_TURN; i++) {
                candidate.open(pair.opener(), tally);
            }
            pair.carry();
            left -= EXCHANGES_PER_TURN;
            loop.execute(left > 0 ? this::turn : this::end);
        } catch (RuntimeException failed) {
            cost.completeExceptionally(failed);
        }
    }

    private void end() {
        long cpu = THREADS.getCurrentThreadCpuTime() - cpuFrom;
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedFrom;
        try {
            tally.check(exchanges);
            pair.close();
            cost.complete(new Cost((double) cpu / exchanges, (double) allocated / exchanges));
        } catch (RuntimeException failed) {
            cost.completeExceptionally(failed);
        }
    }
}
