// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.RawClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Plays rows at one place, each with what must hold after every input (U1 to U8). Confined to the test's thread; the
 * visits of one row run side by side.
 */
final class Play implements AutoCloseable {
    /** Up to this length a row is split at every offset, above it at some. */
    private static final int EVERY_OFFSET = 2_048;

    private static final int SOME_OFFSETS = 64;
    /** Where the same code has met every offset at another place. */
    private static final int FEW_OFFSETS = 2;

    /** Enough to hide the millisecond between two pieces. */
    private static final int SIDE_BY_SIDE = 24;

    private final Recorder service = new Recorder();
    private final House house;
    private final Journal journal;
    private Sockets sockets;
    private final ExecutorService visitors = Executors.newFixedThreadPool(
            SIDE_BY_SIDE, Thread.ofVirtual().name("visitor-", 0).factory());

    Play(Place place, Journal journal) {
        this.journal = journal;
        house = House.open(place, service.port(), config -> config.withTimeouts(Patience.GENEROUS));
        probe();
        sockets = Sockets.now(List.of(service));
    }

    Recorder service() {
        return service;
    }

    /** What must be open after each row, when there is more than this house. */
    void gauge(Sockets all) {
        sockets = all;
    }

    /** All in one segment. */
    void whole(Case row) {
        play(row, new int[] {0});
    }

    /** U8: in two segments, split at every offset of a short input, at random ones of a long one. */
    void split(Case row) {
        int length = house.place().fill(row.sent()).length();
        IntStream offsets = length <= EVERY_OFFSET
                ? IntStream.range(1, length)
                : new SplittableRandom(length).ints(SOME_OFFSETS, 1, length);
        play(row, offsets.toArray());
    }

    /** In two segments, split at a few random offsets. */
    void splitAtAFew(Case row) {
        int length = house.place().fill(row.sent()).length();
        play(
                row,
                new SplittableRandom(length)
                        .ints(1, length)
                        .distinct()
                        .limit(Math.min(FEW_OFFSETS, length - 1))
                        .toArray());
    }

    private void play(Case row, int[] splits) {
        service.play(row.reply());
        try (RawClient bystander = house.connect()) {
            bystander.send(house.get("/bystander")).readHead();
            assertEquals(Recorder.BYSTANDER_HALF, bystander.readText(Recorder.BYSTANDER_HALF.length()));
            visit(row, splits);
            probe();
            service.releaseBystander();
            assertEquals(Recorder.BYSTANDER_HALF, bystander.readText(Recorder.BYSTANDER_HALF.length()), "U1");
        } finally {
            service.releaseBystander();
        }
        sockets.awaitBaseline();
        checkReach(row.reach(), service.take(), splits.length);
    }

    private void visit(Case row, int[] splits) {
        Visit visit = new Visit(house, row, journal);
        Map<Integer, Future<?>> visits = new HashMap<>();
        for (int split : splits) {
            visits.put(split, visitors.submit(() -> visit.check(split)));
        }
        visits.forEach((split, running) -> {
            try {
                running.get();
            } catch (ExecutionException failure) {
                throw new AssertionError(
                        house.place() + " split at " + split + ": " + failure.getCause(), failure.getCause());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", interrupted);
            }
        });
    }

    /** U1: a good request on a new connection is served within a second; a machine may stumble, but not three times. */
    private void probe() {
        for (int attempt = 0; attempt < 3; attempt++) {
            long began = System.nanoTime();
            try (RawClient visitor = house.connect()) {
                assertEquals(
                        "probed",
                        visitor.send(house.get("/probe")).readResponse().body(),
                        "U1");
            }
            if (System.nanoTime() - began < TimeUnit.SECONDS.toNanos(1)) {
                return;
            }
        }
        throw new AssertionError("U1: no good request was served within a second");
    }

    private void checkReach(Case.Reach reach, List<Message> messages, int times) {
        switch (reach) {
            case Case.Reach.Nothing ignored -> assertEquals(List.of(), messages, "U2");
            case Case.Reach.Exactly exactly -> checkExactly(exactly.requests(), messages, times);
            case Case.Reach.Aborted aborted -> checkAborted(house.place().fill(aborted.request()), messages, times);
        }
    }

    private void checkExactly(List<String> requests, List<Message> messages, int times) {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            requests.forEach(request -> expected.add(house.place().fill(request)));
        }
        List<String> seen = messages.stream()
                .map(Message::text)
                .map(Addresses::usual)
                .sorted()
                .toList();
        expected.sort(String::compareTo);
        assertEquals(String.join("", expected), String.join("", seen), "the service's requests");
        assertTrue(messages.stream().allMatch(Message::whole), "every request is whole");
    }

    private static void checkAborted(String begin, List<Message> messages, int times) {
        assertTrue(messages.size() <= times, "at most one request a visit: " + messages);
        for (Message message : messages) {
            assertTrue(!message.whole(), "a whole request: " + message);
            assertTrue(begin.startsWith(Addresses.usual(message.text())), message + " is not the begin of " + begin);
        }
    }

    @Override
    public void close() {
        visitors.shutdownNow();
        service.releaseBystander();
        house.close();
        service.close();
    }
}
