// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.registry;

import dev.adit.http.Clock;
import dev.adit.http.ErrorCode;
import dev.adit.wire.ReleaseReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Name to tunnel on this node. A claim is one atomic step: of any number of claims for a name, in any order, exactly
 * one session serves it afterwards (CE-07). Thread-safe: visitors read without a lock, claims take one, and nobody is
 * called while it is held.
 *
 * <p>The newer session of the same owner takes a name over at once, so that a crashed or sleeping agent never blocks
 * its successor. Only when the name changed hands within the last five seconds, and the present session gives a sign
 * of life, is a claim turned away: two supervised agents with one name would else replace each other for ever.
 */
public final class Registry {
    private static final Duration SETTLING = Duration.ofSeconds(5);

    private final Clock clock;
    private final Duration hold;
    private final ConcurrentHashMap<String, Seat> seats = new ConcurrentHashMap<>();
    private final Map<String, Integer> tunnelsOfQuota = new HashMap<>();
    private long droppedAtNanos;

    /**
     * Makes an empty one.
     *
     * @param hold how long a name stays its owner's after the session ended
     */
    public Registry(Clock clock, Duration hold) {
        this.clock = clock;
        this.hold = hold;
    }

    /** Where a name leads now. */
    public Route route(String name) {
        Seat seat = seats.get(name);
        if (seat == null) {
            return Route.None.UNKNOWN;
        }
        Tunnel tunnel = seat.live;
        if (tunnel != null) {
            return tunnel;
        }
        return seat.heldUntilNanos - clock.nanoTime() > 0 ? Route.None.AWAY : Route.None.UNKNOWN;
    }

    /** Claims a name; the answer may come later and on another thread. */
    public void claim(Claim claim, Consumer<ClaimOutcome> answer) {
        Runnable next;
        synchronized (this) {
            dropExpired();
            Seat seat = seats.computeIfAbsent(claim.name().value(), name -> new Seat(clock.nanoTime()));
            if (seat.deciding) {
                seat.waiting.add(new Seat.Waiting(claim, answer));
                return;
            }
            next = decide(seat, claim, answer);
        }
        next.run();
    }

    private Runnable decide(Seat seat, Claim claim, Consumer<ClaimOutcome> answer) {
        Optional<ClaimOutcome.Denied> denied = denial(seat, claim);
        if (denied.isPresent()) {
            return () -> answer.accept(denied.get());
        }
        Tunnel live = seat.live;
        boolean settling = seat.changedHands && clock.nanoTime() - seat.changedHandsNanos < SETTLING.toNanos();
        if (live == null || !settling) {
            return grant(seat, claim, answer);
        }
        seat.deciding = true;
        return () -> live.session().probe(alive -> probed(seat, live, alive, new Seat.Waiting(claim, answer)));
    }

    private Optional<ClaimOutcome.Denied> denial(Seat seat, Claim claim) {
        Tunnel live = seat.live;
        if (live != null && live.session().equals(claim.session())) {
            return denied(ErrorCode.NAME_TAKEN, "this session has claimed '" + claim.name() + "' already");
        }
        boolean held = live != null || seat.heldUntilNanos - clock.nanoTime() > 0;
        Owner owner = seat.owner;
        if (held && owner != null && !owner.isSame(claim.owner())) {
            return denied(
                    ErrorCode.NAME_TAKEN,
                    "the name '" + claim.name() + "' belongs to another key; choose another name with --name");
        }
        int most = claim.owner().tunnels();
        if (live == null
                && most > 0
                && tunnelsOfQuota.getOrDefault(claim.owner().quota(), 0) >= most) {
            return denied(ErrorCode.RATE_EXCEEDED, "at most " + most + " tunnels may be open at once");
        }
        return Optional.empty();
    }

    private static Optional<ClaimOutcome.Denied> denied(ErrorCode code, String message) {
        return Optional.of(new ClaimOutcome.Denied(code, message, Optional.empty()));
    }

    private Runnable grant(Seat seat, Claim claim, Consumer<ClaimOutcome> answer) {
        Tunnel before = seat.live;
        Tunnel tunnel = claim.tunnel();
        seat.live = tunnel;
        seat.owner = claim.owner();
        seat.changedHands = before != null;
        seat.changedHandsNanos = clock.nanoTime();
        if (before != null) {
            count(before.owner(), -1);
        }
        count(claim.owner(), 1);
        return () -> {
            if (before != null) {
                before.session()
                        .released(before, ReleaseReason.REPLACED, "a newer agent with the same key took the name over");
            }
            answer.accept(new ClaimOutcome.Granted(tunnel));
        };
    }

    private void probed(Seat seat, Tunnel probedTunnel, boolean alive, Seat.Waiting first) {
        Runnable next;
        synchronized (this) {
            seat.deciding = false;
            if (alive && probedTunnel.equals(seat.live)) {
                ClaimOutcome denied = new ClaimOutcome.Denied(
                        ErrorCode.NAME_TAKEN,
                        "another agent with the same key took the name '"
                                + first.claim().name() + "' a moment ago and is alive; run one agent for one name",
                        Optional.empty());
                next = () -> first.answer().accept(denied);
            } else {
                next = denial(seat, first.claim())
                        .<Runnable>map(denied -> () -> first.answer().accept(denied))
                        .orElseGet(() -> grant(seat, first.claim(), first.answer()));
            }
        }
        next.run();
        decideWaiting(seat);
    }

    private void decideWaiting(Seat seat) {
        while (true) {
            Runnable next;
            synchronized (this) {
                Seat.Waiting waiting = seat.deciding ? null : seat.waiting.poll();
                if (waiting == null) {
                    return;
                }
                next = decide(seat, waiting.claim(), waiting.answer());
            }
            next.run();
        }
    }

    /** Whether the tunnel serves its name now; false once it was released or replaced. */
    public boolean isLive(Tunnel tunnel) {
        Seat seat = seats.get(tunnel.name().value());
        return seat != null && tunnel.equals(seat.live);
    }

    /** The session serves the tunnel no more; its name is held for the owner. Nothing happens when it was replaced. */
    public synchronized void release(Tunnel tunnel) {
        Seat seat = seats.get(tunnel.name().value());
        if (seat != null && tunnel.equals(seat.live)) {
            seat.heldUntilNanos = clock.nanoTime() + hold.toNanos();
            vacate(seat, tunnel);
        }
    }

    /**
     * Takes back a name that was granted but could not be served after all: it is free, or held as long as it was
     * before. One that was taken over is held, since its owner did serve it.
     */
    public synchronized void cancel(Tunnel tunnel) {
        Seat seat = seats.get(tunnel.name().value());
        if (seat == null || !tunnel.equals(seat.live)) {
            return;
        }
        if (seat.changedHands) {
            release(tunnel);
        } else {
            vacate(seat, tunnel);
        }
    }

    /** The session serves the tunnel no more and its owner has no use for the name: it is free at once. */
    public synchronized void free(Tunnel tunnel) {
        Seat seat = seats.get(tunnel.name().value());
        if (seat != null && tunnel.equals(seat.live)) {
            seat.heldUntilNanos = clock.nanoTime();
            vacate(seat, tunnel);
        }
    }

    private void vacate(Seat seat, Tunnel tunnel) {
        seat.live = null;
        seat.changedHands = false;
        count(tunnel.owner(), -1);
    }

    private void count(Owner owner, int change) {
        tunnelsOfQuota.merge(owner.quota(), change, (had, by) -> had + by == 0 ? null : had + by);
    }

    private void dropExpired() {
        long now = clock.nanoTime();
        if (seats.size() < 64 || now - droppedAtNanos < SETTLING.toNanos()) {
            return;
        }
        droppedAtNanos = now;
        seats.values()
                .removeIf(seat -> seat.live == null
                        && !seat.deciding
                        && seat.waiting.isEmpty()
                        && seat.heldUntilNanos - now <= 0);
    }
}
