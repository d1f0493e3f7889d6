// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The words of docs/conformance.md: an outcome in a few words, a row as a line. Stateless. */
final class Conformance {
    static final Place PLACE = Place.ADIT_SUBDOMAIN;

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");

    private Conformance() {}

    /** The rows that the page lists. */
    static List<Case> rows() {
        return Rows.all().stream().filter(row -> row.places().contains(PLACE)).toList();
    }

    /** A row's name as a cell. */
    static String name(Case row) {
        String title = PLACE.fill(row.title()).replaceAll("[^ -~]", "?").replace("|", "\\|");
        return row.id() + " | " + (title.length() > 70 ? title.substring(0, 67) + "..." : title);
    }

    /** What the catalogue demands of us, which {@link CatalogueTest} holds us to. */
    static String ours(Case row) {
        String answers = row.answers().stream()
                .map(answer -> switch (answer) {
                    case Case.Seen.Ours own -> "HTTP/1.1 " + own.status();
                    case Case.Seen.Agents own -> "HTTP/1.1 " + own.status();
                    case Case.Seen.Bytes bytes -> bytes.text();
                })
                .collect(Collectors.joining());
        String reached = switch (row.reach()) {
            case Case.Reach.Nothing ignored -> "";
            case Case.Reach.Exactly exactly -> reached(exactly.requests().size(), 0);
            case Case.Reach.Aborted ignored -> reached(0, 1);
        };
        return outcome(answers, row.after() != Case.After.OPEN, reached);
    }

    /** Statuses, the connection's fate, what came to the service. */
    static String outcome(String answers, boolean ended, String reached) {
        List<String> statuses = STATUS.matcher(answers)
                .results()
                .map((MatchResult status) -> status.group(1))
                .toList();
        String told = !statuses.isEmpty() ? grouped(statuses) : answers.isEmpty() ? "no answer" : "no valid status";
        return told + (ended ? ", closed" : "") + reached;
    }

    static String reached(int whole, int broken) {
        String text = whole == 0 ? "" : whole == 1 ? "; reached" : "; " + whole + " reached";
        return broken == 0 ? text : text + "; at most a part reached";
    }

    /** Equal neighbours as one with a count. */
    private static String grouped(List<String> statuses) {
        StringBuilder text = new StringBuilder();
        for (int i = 0, next; i < statuses.size(); i = next) {
            next = i;
            while (next < statuses.size() && statuses.get(next).equals(statuses.get(i))) {
                next++;
            }
            text.append(text.isEmpty() ? "" : ", ")
                    .append(next - i > 1 ? next - i + " x " : "")
                    .append(statuses.get(i));
        }
        return text.toString();
    }
}
