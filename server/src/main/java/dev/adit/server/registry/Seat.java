// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.registry;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One name's place in the registry. Guarded by the registry's lock, but for {@link #live}, which visitors read. */
final class Seat {
    /** A claim that waits for an earlier one of the same name. */
    record Waiting(Claim claim, Consumer<ClaimOutcome> answer) {}

    volatile @Nullable Tunnel live;

    @Nullable
    Owner owner;
    /** When a live session last lost the name to another one of its owner; only valid when {@link #changedHands}. */
    long changedHandsNanos;

    boolean changedHands;
    /** When nobody serves the name: until when it is held. */
    volatile long heldUntilNanos;

    boolean deciding;
    final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);

    /** One that nobody has held yet. */
    Seat(long nowNanos) {
        heldUntilNanos = nowNanos;
    }
}
