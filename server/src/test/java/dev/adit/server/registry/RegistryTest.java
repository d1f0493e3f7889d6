// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.ErrorCode;
import dev.adit.server.fakes.SilentSession;
import dev.adit.server.fakes.TestClock;
import dev.adit.testkit.ManualTime;
import dev.adit.wire.AccessList;
import dev.adit.wire.ReleaseReason;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Names and who has them (CE-07, CW-09, wire.md "Takeover and reconnect"). */
class RegistryTest {
    private static final Duration HOLD = Duration.ofMinutes(10);
    private static final Owner ALICE = Owner.ofKey("alice", 0);
    private static final Owner BOB = Owner.ofKey("bob", 0);

    private final ManualTime time = new ManualTime();
    private final Registry registry = new Registry(new TestClock(time), HOLD);

    /** Records what it is told; a probe waits until the test answers it. */
    private static final class FakeSession extends SilentSession {
        final List<Tunnel> lost = new ArrayList<>();
        final ConcurrentLinkedQueue<Consumer<Boolean>> probes = new ConcurrentLinkedQueue<>();
        private final boolean dead;

        FakeSession() {
            this(false);
        }

        /** A dead one fails every probe at once. */
        FakeSession(boolean dead) {
            this.dead = dead;
        }

        @Override
        public void probe(Consumer<Boolean> alive) {
            if (dead) {
                alive.accept(false);
            } else {
                probes.add(alive);
            }
        }

        @Override
        public synchronized void released(Tunnel tunnel, ReleaseReason reason, String message) {
            assertEquals(ReleaseReason.REPLACED, reason);
            lost.add(tunnel);
        }
    }

    private final List<ClaimOutcome> outcomes = new ArrayList<>();

    private Claim claim(String name, Owner owner, FakeSession session) {
        return new Claim(TunnelName.parse(name).orElseThrow(), TunnelKind.HTTP, 1, owner, AccessList.OPEN, session);
    }

    private ClaimOutcome ask(String name, Owner owner, FakeSession session) {
        registry.claim(claim(name, owner, session), outcomes::add);
        return outcomes.getLast();
    }

    private Tunnel granted(String name, Owner owner, FakeSession session) {
        return assertInstanceOf(ClaimOutcome.Granted.class, ask(name, owner, session))
                .tunnel();
    }

    private void assertDenied(ErrorCode code, ClaimOutcome outcome) {
        assertEquals(code, assertInstanceOf(ClaimOutcome.Denied.class, outcome).code());
    }

    @Test
    void aFreeNameIsGrantedAndRoutesToItsTunnel() {
        assertEquals(Route.None.UNKNOWN, registry.route("demo"));
        Tunnel tunnel = granted("demo", ALICE, new FakeSession());
        assertEquals(tunnel, registry.route("demo"));
        assertTrue(registry.isLive(tunnel));
    }

    @Test
    void aReleasedNameIsHeldForItsOwnerAndThenFree() {
        registry.release(granted("demo", ALICE, new FakeSession()));
        assertEquals(Route.None.AWAY, registry.route("demo"));
        assertDenied(ErrorCode.NAME_TAKEN, ask("demo", BOB, new FakeSession()));
        time.advance(HOLD);
        assertEquals(Route.None.UNKNOWN, registry.route("demo"));
        granted("demo", BOB, new FakeSession());
    }

    @Test
    void theOwnerComesBackToAHeldName() {
        registry.release(granted("demo", ALICE, new FakeSession()));
        Tunnel back = granted("demo", ALICE, new FakeSession());
        assertEquals(back, registry.route("demo"));
    }

    @Test
    void anotherOwnerIsDeniedAndTheSameSessionToo() {
        FakeSession session = new FakeSession();
        Tunnel tunnel = granted("demo", ALICE, session);
        assertDenied(ErrorCode.NAME_TAKEN, ask("demo", BOB, new FakeSession()));
        assertDenied(ErrorCode.NAME_TAKEN, ask("demo", ALICE, session));
        assertEquals(tunnel, registry.route("demo"));
    }

    @Test
    void anOwnerWithoutAKeyProvesItselfWithItsToken() {
        Owner holder = Owner.ofToken("0".repeat(32), "1.2.3.4", 3);
        registry.release(granted("demo", holder, new FakeSession()));
        assertDenied(ErrorCode.NAME_TAKEN, ask("demo", Owner.ofToken("1".repeat(32), "1.2.3.4", 3), new FakeSession()));
        granted("demo", Owner.ofToken("0".repeat(32), "9.9.9.9", 3), new FakeSession());
        assertFalse(holder.toString().contains("0000"), "the token is a secret");
    }

    @Test
    void theNewerSessionTakesOverAndTheOldOneIsTold() {
        FakeSession old = new FakeSession();
        Tunnel before = granted("demo", ALICE, old);
        Tunnel after = granted("demo", ALICE, new FakeSession());
        assertEquals(after, registry.route("demo"));
        assertEquals(List.of(before), old.lost);
        registry.release(before);
        assertEquals(after, registry.route("demo"), "the end of the old session is nothing to the new one");
    }

    @Test
    void aSettlingNameStaysWithASessionThatIsAlive() {
        FakeSession holder = new FakeSession();
        granted("demo", ALICE, new FakeSession());
        Tunnel held = granted("demo", ALICE, holder);
        time.advance(Duration.ofMillis(4_999));
        int answers = outcomes.size();
        registry.claim(claim("demo", ALICE, new FakeSession()), outcomes::add);
        assertEquals(answers, outcomes.size(), "it waits for the sign of life");
        holder.probes.remove().accept(true);
        assertDenied(ErrorCode.NAME_TAKEN, outcomes.getLast());
        assertEquals(held, registry.route("demo"));
    }

    @Test
    void aSettlingNameIsTakenFromASilentSession() {
        FakeSession holder = new FakeSession();
        granted("demo", ALICE, new FakeSession());
        Tunnel held = granted("demo", ALICE, holder);
        registry.claim(claim("demo", ALICE, new FakeSession()), outcomes::add);
        holder.probes.remove().accept(false);
        assertInstanceOf(ClaimOutcome.Granted.class, outcomes.getLast());
        assertEquals(List.of(held), holder.lost);
    }

    @Test
    void afterFiveSecondsNobodyIsAsked() {
        granted("demo", ALICE, new FakeSession());
        FakeSession holder = new FakeSession();
        granted("demo", ALICE, holder);
        time.advance(Duration.ofSeconds(5));
        granted("demo", ALICE, new FakeSession());
        assertTrue(holder.probes.isEmpty());
    }

    @Test
    void claimsOfOneNameQueueBehindAProbe() {
        FakeSession holder = new FakeSession();
        granted("demo", ALICE, new FakeSession());
        granted("demo", ALICE, holder);
        int answers = outcomes.size();
        FakeSession second = new FakeSession();
        registry.claim(claim("demo", ALICE, second), outcomes::add);
        registry.claim(claim("demo", BOB, new FakeSession()), outcomes::add);
        registry.claim(claim("demo", ALICE, new FakeSession()), outcomes::add);
        assertEquals(answers, outcomes.size());
        granted("other", BOB, new FakeSession());
        holder.probes.remove().accept(false);
        assertInstanceOf(ClaimOutcome.Granted.class, outcomes.get(answers + 1));
        assertDenied(ErrorCode.NAME_TAKEN, outcomes.get(answers + 2));
        second.probes.remove().accept(true);
        assertDenied(ErrorCode.NAME_TAKEN, outcomes.getLast());
    }

    @Test
    void aHolderThatLeavesWhileItIsAskedMakesWay() {
        FakeSession holder = new FakeSession();
        granted("demo", ALICE, new FakeSession());
        Tunnel held = granted("demo", ALICE, holder);
        registry.claim(claim("demo", ALICE, new FakeSession()), outcomes::add);
        registry.release(held);
        holder.probes.remove().accept(true);
        assertInstanceOf(ClaimOutcome.Granted.class, outcomes.getLast());
    }

    @Test
    void aQuotaCountsLiveTunnelsAndATakeoverIsNoneMore() {
        Owner two = Owner.ofKey("two", 2);
        Tunnel first = granted("one", two, new FakeSession());
        granted("two", two, new FakeSession());
        assertDenied(ErrorCode.RATE_EXCEEDED, ask("three", two, new FakeSession()));
        granted("two", two, new FakeSession());
        assertDenied(ErrorCode.RATE_EXCEEDED, ask("three", two, new FakeSession()));
        registry.release(first);
        granted("three", two, new FakeSession());
    }

    @Test
    void aCancelledClaimLeavesTheNameAsItWas() {
        registry.cancel(granted("demo", ALICE, new FakeSession()));
        assertEquals(Route.None.UNKNOWN, registry.route("demo"));
        Tunnel bobs = granted("demo", BOB, new FakeSession());
        registry.release(bobs);
        registry.cancel(granted("demo", BOB, new FakeSession()));
        assertEquals(Route.None.AWAY, registry.route("demo"), "it was held before");
        registry.cancel(bobs);
    }

    @Test
    void aCancelledTakeoverKeepsTheNameForItsOwner() {
        granted("demo", ALICE, new FakeSession());
        registry.cancel(granted("demo", ALICE, new FakeSession()));
        assertEquals(Route.None.AWAY, registry.route("demo"));
    }

    @Test
    void aRaceOfTwoHundredOwnersHasOneWinner() throws Exception {
        List<ClaimOutcome> all = race(i -> Owner.ofKey("key" + i, 0));
        List<Tunnel> winners = all.stream()
                .filter(ClaimOutcome.Granted.class::isInstance)
                .map(outcome -> ((ClaimOutcome.Granted) outcome).tunnel())
                .toList();
        assertEquals(1, winners.size());
        assertEquals(winners.getFirst(), registry.route("demo"));
    }

    /** Each takes over from the one before; all but the last are told. */
    @Test
    void aRaceOfOneOwnersSessionsEndsWithOneThatServes() throws Exception {
        List<ClaimOutcome> all = race(i -> ALICE);
        Tunnel live = assertInstanceOf(Tunnel.class, registry.route("demo"));
        for (ClaimOutcome outcome : all) {
            if (outcome instanceof ClaimOutcome.Granted granted) {
                FakeSession session = (FakeSession) granted.tunnel().session();
                assertEquals(granted.tunnel().equals(live) ? 0 : 1, session.lost.size());
            }
        }
    }

    private List<ClaimOutcome> race(java.util.function.IntFunction<Owner> owner) throws Exception {
        ConcurrentLinkedQueue<ClaimOutcome> all = new ConcurrentLinkedQueue<>();
        CountDownLatch start = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(200);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Owner own = owner.apply(i);
                running.add(threads.submit(() -> {
                    start.await();
                    registry.claim(claim("demo", own, new FakeSession(true)), outcome -> {
                        all.add(outcome);
                        answered.countDown();
                    });
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> one : running) {
                one.get(10, TimeUnit.SECONDS);
            }
            assertTrue(answered.await(10, TimeUnit.SECONDS));
        }
        return List.copyOf(all);
    }
}
