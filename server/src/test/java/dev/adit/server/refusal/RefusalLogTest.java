// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.adit.http.ErrorCode;
import dev.adit.server.CapturedLog;
import dev.adit.server.fakes.TestClock;
import dev.adit.testkit.ManualTime;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** U4: a line a second for a peer, however many refusals. */
class RefusalLogTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTime time = new ManualTime();
    private final RefusalLog log = new RefusalLog(new TestClock(time), ImmediateEventExecutor.INSTANCE);
    private final CapturedLog captured = CapturedLog.open();

    @AfterEach
    void close() {
        captured.close();
    }

    private void refuse(ErrorCode code, String peer, int times) {
        for (int i = 0; i < times; i++) {
            log.log(Refusal.refused(Surface.EDGE, code, peer, "1-" + i, ""));
        }
    }

    private List<String> field(String name) {
        return captured.lines().stream().map(line -> line.field(name)).toList();
    }

    @Test
    void theFirstIsToldAtOnceAndTheRestASecondLaterInOneLine() {
        refuse(ErrorCode.BAD_HOST, "192.0.2.1", 500);
        assertEquals(List.of("1-0"), field("request"));
        time.advance(SECOND);
        assertEquals(List.of("", "499"), field("count"));
        time.advance(SECOND.multipliedBy(60));
        assertEquals(2, captured.lines().size());
        assertEquals(0, time.pending());
    }

    @Test
    void aFloodIsALineASecond() {
        for (int tenths = 0; tenths < 100; tenths++) {
            refuse(ErrorCode.BAD_HOST, "192.0.2.1", 10);
            time.advance(SECOND.dividedBy(10));
        }
        assertEquals(11, captured.lines().size());
        assertEquals(
                1_000,
                captured.lines().stream().mapToInt(CapturedLog.Line::count).sum());
    }

    @Test
    void peersHaveLinesOfTheirOwn() {
        refuse(ErrorCode.BAD_HOST, "192.0.2.1", 3);
        refuse(ErrorCode.BAD_HOST, "192.0.2.2", 1);
        assertEquals(List.of("192.0.2.1", "192.0.2.2"), field("peer"));
    }

    @Test
    void aLineForSeveralCodesIsAsLoudAsTheLoudestAndCountsThemAll() {
        refuse(ErrorCode.BAD_HOST, "192.0.2.1", 3);
        refuse(ErrorCode.KEY_REFUSED, "192.0.2.1", 2);
        refuse(ErrorCode.NO_SUCH_TUNNEL, "192.0.2.1", 1);
        time.advance(SECOND);
        CapturedLog.Line line = captured.lines().getLast();
        assertEquals("WARN", line.level());
        assertEquals("ADIT-401-KEY", line.field("code"));
        assertEquals("5", line.field("count"));
        assertEquals("ADIT-400-HOST=2,ADIT-401-KEY=2,ADIT-404-NAME=1", line.field("codes"));
    }

    @Test
    void aCrowdOfPeersSharesTheLinesOfOneBeyondTheBound() {
        for (int i = 0; i < 10_500; i++) {
            refuse(ErrorCode.BAD_HOST, "peer-" + i, 1);
        }
        assertEquals(10_001, captured.lines().size());
        assertEquals("others", captured.lines().getLast().field("peer"));
        time.advance(SECOND);
        assertEquals("499", captured.lines().getLast().field("count"));
    }

    @Test
    void whatWaitsIsToldWhenTheServerEnds() {
        refuse(ErrorCode.BAD_HOST, "192.0.2.1", 3);
        log.end();
        assertEquals(List.of("", "2"), field("count"));
    }

    @Test
    void aDetailSteersNoTerminalAndFillsNoDisk() {
        String hostile = "\r\nforged \u001b[31m\u0085" + "x".repeat(10_000);
        log.log(Refusal.refused(Surface.EDGE, ErrorCode.BAD_HOST, "192.0.2.1", "1-0", hostile));
        String detail = captured.lines().getFirst().field("detail");
        assertEquals("??forged ?[31m?", detail.substring(0, 15));
        assertFalse(detail.length() > 210, detail);
    }
}
