// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.testkit.ManualTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which time is the client's, and which is not; a link that says what it is told stands in for the client. */
final class ClientPaceTest {
    private final ManualTime time = new ManualTime();
    private final RecordedLink link = new RecordedLink();
    private final List<ErrorCode> slow = new ArrayList<>();

    private ClientPace pace(int body, int answer) {
        return new ClientPace(
                new ClientLimits(body, answer, 0), TestProxy.clock(time), link, (code, detail) -> slow.add(code));
    }

    private void tenSeconds() {
        time.advance(ClientPace.PERIOD);
    }

    @Test
    void whileWeDoNotReadNobodyIsSlow() {
        ClientPace pace = pace(100, 0);
        pace.onBody(1);
        pace.onBodyPaused();
        tenSeconds();
        pace.onBody(1);
        assertEquals(List.of(), slow);
        tenSeconds();
        assertEquals(List.of(ErrorCode.BODY_TIMEOUT), slow);
    }

    /** What is taken is what was written and has left; the kernel may hold so much of it that has not. */
    @Test
    void anAnswerTakenAtTheRateGoesOnAndAByteLessIsTooSlow() {
        int rate = SocketOutput.UNSENT_BYTES;
        ClientPace pace = pace(0, rate);
        pace.onAnswer();
        pace.onAnswered(100 * rate);
        link.unsent(100L * rate);
        tenSeconds();
        link.unsent(90L * rate);
        tenSeconds();
        pace.onAnswered(500);
        link.unsent(81L * rate + 500L);
        tenSeconds();
        assertEquals(List.of(), slow);
        link.unsent(71L * rate + 501L);
        tenSeconds();
        assertEquals(List.of(ErrorCode.READ_TIMEOUT), slow);
    }

    /** The kernel takes more only when half of what it holds has left, be that a minute later. */
    @Test
    void anAnswerTakenInStepsIsNotTooSlow() {
        ClientPace pace = pace(0, 1_000);
        pace.onAnswer();
        pace.onAnswered(10_000_000);
        long unsent = 10_000_000;
        link.unsent(unsent);
        tenSeconds();
        for (int step = 0; step < 20; step++) {
            for (int i = 0; i < 6; i++) {
                tenSeconds();
            }
            unsent -= 64 * 1024;
            link.unsent(unsent);
        }
        assertEquals(List.of(), slow);
    }

    @Test
    void anAnswerThatDoesNotWaitForTheClientIsNotItsFault() {
        ClientPace pace = pace(0, 100);
        pace.onAnswer();
        tenSeconds();
        tenSeconds();
        assertEquals(List.of(), slow);
    }

    @Test
    void nothingIsLookedAtOnceTheExchangeIsOver() {
        ClientPace pace = pace(100, 100);
        pace.onBody(1);
        pace.onAnswer();
        pace.stop();
        assertEquals(0, time.pending());
    }
}
