// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The catalogue PE through a real server and a real agent: each row at each place, whole and split (U1 to U8). */
final class CatalogueTest {
    private static final Map<Place, Play> PLAYS = new EnumMap<>(Place.class);

    @BeforeAll
    static void open() {
        Journal journal = Journal.install();
        Arrays.stream(Place.values()).forEach(place -> PLAYS.put(place, new Play(place, journal)));
        Sockets sockets = Sockets.now(PLAYS.values().stream().map(Play::service).toList());
        PLAYS.values().forEach(play -> play.gauge(sockets));
    }

    @AfterAll
    static void close() {
        PLAYS.values().forEach(Play::close);
        PLAYS.clear();
    }

    @TestFactory
    Stream<DynamicTest> inOneSegment() {
        return Stream.of(Place.values()).flatMap(place -> rows(place, row -> true, Play::whole));
    }

    /** Between them these two places have both ways of routing and both wires of sessions; what never leaves the edge is split once. */
    @TestFactory
    Stream<DynamicTest> splitAtEveryOffset() {
        return Stream.concat(
                rows(Place.ADIT_SUBDOMAIN, row -> true, Play::split),
                rows(Place.EXIO_PATH, row -> !(row.reach() instanceof Case.Reach.Nothing), Play::split));
    }

    /** A pool's head scanner is the one of the places above, at the edge and at the agent; its links are its own. */
    @TestFactory
    Stream<DynamicTest> splitAtAFewOffsets() {
        return rows(Place.POOL_SUBDOMAIN, row -> !(row.reach() instanceof Case.Reach.Nothing), Play::splitAtAFew);
    }

    private static Stream<DynamicTest> rows(Place place, Predicate<Case> wanted, BiConsumer<Play, Case> player) {
        return Rows.all().stream()
                .filter(row -> row.places().contains(place))
                .filter(wanted)
                .map(row -> DynamicTest.dynamicTest(place + " " + row, () -> player.accept(play(place), row)));
    }

    private static Play play(Place place) {
        Play play = PLAYS.get(place);
        if (play == null) {
            throw new IllegalStateException(place + " is not open");
        }
        return play;
    }
}
