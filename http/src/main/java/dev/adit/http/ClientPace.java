// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether the client of one exchange keeps up the least rates: it sends its body, and takes its answer, no slower than
 * is asked for within each ten seconds (PE-46). Confined to the exchange's event loop.
 *
 * <p>Only the client's own time counts: a body from its first byte on and while we read it, an answer while it waits
 * for the client, so that neither a slow service nor a stream that has nothing to say is held against it. What the
 * client takes of an answer is seen in steps, since the kernel takes more only when much of what it holds has left: an
 * answer is too slow once it lags by more than the kernel may hold.
 */
final class ClientPace {
    /** Told what is too slow. */
    interface Slow {
        void onSlow(ErrorCode code, String detail);
    }

    static final Duration PERIOD = Duration.ofSeconds(10);

    private final ClientLimits limits;
    private final Clock clock;
    private final Link client;
    private final Slow slow;
    private Clock.@Nullable Timer timer;
    private long bodyBytes;
    private long markedBody;
    private boolean bodyCounts;
    private long answerBytes;
    private long markedAnswer;
    private boolean answers;
    private boolean wasBehind;
    private int answerPeriods;

    ClientPace(ClientLimits limits, Clock clock, Link client, Slow slow) {
        this.limits = limits;
        this.clock = clock;
        this.client = client;
        this.slow = slow;
    }

    /** So many bytes of the body have come, which is read on; it begins with the first. */
    void onBody(int bytes) {
        bodyBytes += bytes;
        if (timer == null && bytes > 0 && limits.bodyRateBytes() > 0) {
            bodyCounts = true;
            mark();
        }
    }

    /** We do not read the body for a while, or it is whole; the next bytes begin a new period. */
    void onBodyPaused() {
        bodyCounts = false;
        if (!answers) {
            stop();
        }
    }

    /** An answer has begun: from now on it is what counts. */
    void onAnswer() {
        stop();
        bodyCounts = false;
        answers = limits.answerRateBytes() > 0;
        if (answers) {
            mark();
        }
    }

    /** Bytes for the client were written. */
    void onAnswered(int bytes) {
        answerBytes += bytes;
    }

    /** The exchange is over. */
    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void mark() {
        markedBody = bodyBytes;
        markedAnswer = taken();
        wasBehind = isBehind();
        answerPeriods = 0;
        await();
    }

    private void await() {
        timer = clock.after(PERIOD, client.executor(), this::look);
    }

    private void look() {
        timer = null;
        if (bodyCounts && bodyBytes - markedBody < leastBytes(limits.bodyRateBytes(), 1)) {
            slow.onSlow(
                    ErrorCode.BODY_TIMEOUT, "the body came slower than " + limits.bodyRateBytes() + " bytes a second");
        } else if (wasBehind && isBehind()) {
            lookAtAnswer();
        } else {
            mark();
        }
    }

    private void lookAtAnswer() {
        answerPeriods++;
        long least = leastBytes(limits.answerRateBytes(), answerPeriods);
        long taken = taken() - markedAnswer;
        if (taken + SocketOutput.UNSENT_BYTES < least) {
            slow.onSlow(
                    ErrorCode.READ_TIMEOUT,
                    "the answer was taken slower than " + limits.answerRateBytes() + " bytes a second");
        } else if (taken < least) {
            await();
        } else {
            mark();
        }
    }

    private boolean isBehind() {
        return answers && !client.isWritable();
    }

    /** What of the answer is with the client's socket. */
    private long taken() {
        return answers ? answerBytes - client.unsentBytes() : 0;
    }

    private static long leastBytes(int rateBytes, int periods) {
        return rateBytes * PERIOD.toSeconds() * periods;
    }
}
