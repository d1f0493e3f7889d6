// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.e2e.catalogue.Case.Seen;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.RawResponse;
import java.util.List;
import java.util.Optional;

/** One visitor who sends a row's bytes and looks at what comes back. Confined to its thread. */
final class Visit {
    /** What no answer and no log line of ours may hold. */
    private static final List<String> SECRETS = List.of("s3cr3t", "Exception", "dev.adit", "io.netty", "\tat ");

    private final House house;
    private final Case row;
    private final Journal journal;

    Visit(House house, Case row, Journal journal) {
        this.house = house;
        this.row = row;
        this.journal = journal;
    }

    /** Sends the row's bytes in one piece when {@code split} is 0, else in two. */
    void check(int split) {
        String sent = house.place().fill(row.sent());
        try (RawClient visitor = house.visitor()) {
            String address = visitor.localAddress().getAddress().getHostAddress();
            journal.takeOf(address); // an earlier visitor may have had it
            if (split == 0) {
                visitor.send(sent);
            } else {
                visitor.sendSplit(sent, split);
            }
            row.answers().forEach(answer -> checkAnswer(visitor, answer));
            checkLog(address);
            checkEnd(visitor);
        }
    }

    private void checkAnswer(RawClient visitor, Seen answer) {
        switch (answer) {
            case Seen.Bytes bytes -> assertEquals(bytes.text(), readAtMost(visitor, bytes.text()), "the answer");
            case Seen.Ours ours -> checkOurs(visitor.readResponse(ours.method()), ours.status(), true);
            case Seen.Agents agents -> checkOurs(visitor.readResponse(), agents.status(), isAgentTrusted());
        }
    }

    /** The head first, so that a wrong one is shown rather than waited for. */
    private static String readAtMost(RawClient visitor, String expected) {
        int head = expected.indexOf("\r\n\r\n") + 4;
        String seen = visitor.readHead();
        return seen.length() != head ? seen : seen + visitor.readText(expected.length() - head);
    }

    /** U5. */
    private void checkOurs(RawResponse answer, int status, boolean named) {
        assertEquals(status, answer.status(), answer.head() + answer.body());
        if (status < 400) {
            return;
        }
        assertEquals(named, answer.field("Adit-Error").startsWith("ADIT-" + status + "-"), answer.head());
        assertFalse(answer.field("Content-Length").isEmpty(), answer.head());
        if (row.after() == Case.After.CLOSED) {
            assertEquals("close", answer.field("Connection"), answer.head());
        }
        SECRETS.forEach(secret -> assertFalse((answer.head() + answer.body()).contains(secret), answer.body()));
        assertTrue(answer.body().chars().allMatch(c -> c == '\n' || (c >= ' ' && c <= '~')), answer.body());
    }

    /** U4: one line for each answer, with its code when it is a failure of ours, and nothing the visitor wrote raw. */
    private void checkLog(String address) {
        List<Seen> logged = row.answers().stream().filter(Visit::isLogged).toList();
        List<String> lines = journal.awaitOf(address, logged.size());
        assertEquals(logged.size(), lines.size(), "log lines: " + lines);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            assertTrue(line.chars().allMatch(c -> c >= ' ' && c <= '~'), line);
            SECRETS.forEach(secret -> assertFalse(line.contains(secret), line));
            expectedCode(logged.get(i)).ifPresent(code -> assertTrue(line.contains(code), line));
        }
    }

    private Optional<String> expectedCode(Seen answer) {
        return switch (answer) {
            case Seen.Bytes ignored -> Optional.empty();
            case Seen.Ours ours -> Optional.of("ADIT-" + ours.status());
            case Seen.Agents agents -> Optional.of("ADIT-" + agents.status()).filter(code -> isAgentTrusted());
        };
    }

    private boolean isAgentTrusted() {
        return house.place().namesFailures();
    }

    /** What the server answers in good order by itself is no failure and no exchange. */
    private static boolean isLogged(Seen answer) {
        return switch (answer) {
            case Seen.Bytes ignored -> true;
            case Seen.Agents ignored -> true;
            case Seen.Ours ours -> ours.status() >= 400;
        };
    }

    private void checkEnd(RawClient visitor) {
        switch (row.after()) {
            case OPEN -> {
                visitor.send(house.get("/probe"));
                assertEquals(Recorder.PROBED, readAtMost(visitor, Recorder.PROBED), "the next answer");
            }
            case CLOSED -> assertEquals("", visitor.readToEnd(), "behind the answers");
            case CUT -> assertEquals("", visitor.readToAnyEnd(), "behind the answers");
        }
    }
}
