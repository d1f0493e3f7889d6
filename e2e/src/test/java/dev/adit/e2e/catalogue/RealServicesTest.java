// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The catalogue and the mutations before real services: what a service saw is what the edge believed, no request more
 * and none less, each answer with the visitor who asked (U2, PE-21, H1-17). A service that is not installed is skipped.
 */
final class RealServicesTest {
    /** Every real service answers with this line and keeps it in its log: method, target and, where it can, length. */
    private static final Pattern SAW = Pattern.compile("saw [^ \\r\\n]+ [^ \\r\\n]+ (\\d+|-)");

    /** Apache can only answer without a file by refusing. */
    private static final Pattern SERVED = Pattern.compile("COMPLETE (?:200|403), (\\d+) bytes in");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(RealService.class)
    void seesWhatTheEdgeBelieved(RealService kind) throws IOException {
        assumeTrue(kind.isInstalled(), kind.name().toLowerCase(Locale.ROOT) + " is not installed");
        Journal journal = Journal.install();
        List<String> answered = new ArrayList<>();
        try (RealService.Run service = kind.start(folder);
                House house = House.open(
                        Place.ADIT_SUBDOMAIN, service.port(), config -> config.withTimeouts(Patience.GENEROUS))) {
            for (String sent : corpus(kind, house.place())) {
                visit(house, journal, sent, answered);
            }
            assertTrue(answered.size() > 30, "too little was served: " + answered);
            List<String> expected = answered.stream().sorted().toList();
            Await.until(
                    Duration.ofSeconds(5),
                    "the service's log",
                    () -> service.saw().size() >= expected.size());
            assertEquals(String.join("\n", expected), String.join("\n", service.saw()));
            assertFalse(answered.stream().anyMatch(line -> line.contains("/hidden")), "a hidden request was served");
        }
    }

    private static List<String> corpus(RealService kind, Place place) {
        Stream<String> rows = Rows.all().stream()
                .filter(row -> row.places().contains(place) && row.reply().equals(Reply.OK))
                .map(Case::sent)
                // Apache answers this one before any rule of its configuration.
                .filter(sent -> kind != RealService.APACHE || !sent.startsWith("OPTIONS *"));
        return Stream.concat(rows, Mutations.all().map(Mutations.Mutation::sent))
                .map(place::fill)
                .toList();
    }

    /** Sends, ends its direction, reads all; as many good answers must have come as the edge has logged, with their sizes. */
    private static void visit(House house, Journal journal, String sent, List<String> answered) {
        try (RawClient visitor = house.visitor()) {
            String address = visitor.localAddress().getAddress().getHostAddress();
            journal.takeOf(address);
            visitor.send(sent).halfClose();
            List<String> saw = SAW.matcher(visitor.readToAnyEnd())
                    .results()
                    .map(MatchResult::group)
                    .toList();
            String log = String.join("\n", journal.awaitOf(address, saw.size()));
            List<String> sizes =
                    SERVED.matcher(log).results().map(result -> result.group(1)).toList();
            assertEquals(sizes.size(), saw.size(), () -> "the edge's exchanges " + log + " and the answers " + saw);
            for (int i = 0; i < sizes.size(); i++) {
                String length = saw.get(i).substring(saw.get(i).lastIndexOf(' ') + 1);
                assertTrue(length.equals("-") || length.equals(sizes.get(i)), log + saw);
            }
            answered.addAll(saw);
        }
    }
}
