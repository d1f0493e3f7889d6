// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.Clock;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.time.Duration;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Wrong keys and registrations of one address are counted exactly, whatever comes at once (CE-03). */
public class CountsRaceTest {
    private static final InetAddress ONE = InetAddress.ofLiteral("127.0.0.1");

    /** Time stands still. */
    private static final class Still implements Clock {
        @Override
        public long nanoTime() {
            return 1;
        }

        @Override
        public Timer after(Duration delay, EventExecutor executor, Runnable task) {
            throw new AssertionError("nothing waits");
        }
    }

    private final FailedAttempts failures = failuresBeforeTheLast();
    private final AnonymousRegistrations registrations = new AnonymousRegistrations(new Still(), 2);

    private static FailedAttempts failuresBeforeTheLast() {
        FailedAttempts failures = new FailedAttempts(new Still());
        for (int i = 0; i < 8; i++) {
            failures.add(ONE);
        }
        return failures;
    }

    /** A wrong key; whether it was one too many. */
    @Operation
    public boolean fail() {
        return failures.add(ONE);
    }

    /** A registration; whether it may be. */
    @Operation
    public boolean register() {
        return registrations.add("127.0.0.1").isEmpty();
    }

    /** The last registration came to nothing. */
    @Operation
    public void giveBack() {
        registrations.giveBack("127.0.0.1");
    }

    @Test
    void countsAreExactInEveryOrder() {
        new ModelCheckingOptions()
                .iterations(4)
                .invocationsPerIteration(60)
                .threads(3)
                .actorsPerThread(2)
                .check(CountsRaceTest.class);
    }
}
