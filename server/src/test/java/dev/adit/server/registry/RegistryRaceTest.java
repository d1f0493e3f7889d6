// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.registry;

import dev.adit.http.Clock;
import dev.adit.server.fakes.SilentSession;
import dev.adit.wire.AccessList;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * Claims, takeovers and releases from several threads end as if they had come one after the other (CE-07, CW-09):
 * sessions 0 and 1 have one owner, who may have one tunnel; session 2 has another.
 */
@Param(name = "session", gen = IntGen.class, conf = "0:2")
@Param(name = "name", gen = IntGen.class, conf = "0:1")
public class RegistryRaceTest {
    private static final Owner ALICE = Owner.ofKey("alice", 1);
    private static final Owner BOB = Owner.ofKey("bob", 0);
    private static final TunnelName[] NAMES = {new TunnelName("one"), new TunnelName("two")};

    private final Registry registry = new Registry(new Hasty(), Duration.ofDays(10_000));
    private final SilentSession[] sessions = {new SilentSession(), new SilentSession(), new SilentSession()};

    /** Time that flies: whoever took a name over has had it for long when the next claim comes. */
    private static final class Hasty implements Clock {
        private final AtomicLong nanos = new AtomicLong();

        @Override
        public long nanoTime() {
            return nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        }

        @Override
        public Timer after(Duration delay, EventExecutor executor, Runnable task) {
            throw new AssertionError("nothing waits");
        }
    }

    private Claim wish(int session, int name) {
        Owner owner = session == 2 ? BOB : ALICE;
        return new Claim(NAMES[name], TunnelKind.HTTP, 1, owner, AccessList.OPEN, sessions[session]);
    }

    /** A session claims a name; what is answered. */
    @Operation
    public String claim(@Param(name = "session") int session, @Param(name = "name") int name) {
        AtomicReference<String> answer = new AtomicReference<>("none");
        registry.claim(
                wish(session, name),
                outcome -> answer.set(
                        switch (outcome) {
                            case ClaimOutcome.Granted granted -> "granted";
                            case ClaimOutcome.Denied denied -> denied.code().name();
                        }));
        return answer.get();
    }

    /** A session gives a name back, if it has it. */
    @Operation
    public void release(@Param(name = "session") int session, @Param(name = "name") int name) {
        registry.release(wish(session, name).tunnel());
    }

    /** Who serves a name. */
    @Operation
    public String route(@Param(name = "name") int name) {
        return switch (registry.route(NAMES[name].value())) {
            case Tunnel tunnel -> tunnel.owner().toString();
            case Route.None none -> none.name();
        };
    }

    @Test
    void everyOrderEndsAsOneAfterTheOther() {
        new ModelCheckingOptions()
                .iterations(4)
                .invocationsPerIteration(60)
                .threads(3)
                .actorsPerThread(2)
                .check(RegistryRaceTest.class);
    }
}
