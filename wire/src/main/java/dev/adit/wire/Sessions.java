// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import dev.adit.http.Clock;
import dev.adit.yamux.GrowthBudget;
import dev.adit.yamux.Role;
import dev.adit.yamux.Session;
import dev.adit.yamux.SessionConfig;
import dev.adit.yamux.SessionEvents;
import dev.adit.yamux.SessionRuntime;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What all sessions of a process share: their limits, time, randomness and the budget of window growth. Immutable.
 *
 * @param random a secure source: masking keys come from it
 */
public record Sessions(SessionConfig config, Clock clock, RandomGenerator random, GrowthBudget growth) {
    Session create(Role role, EventExecutor executor, ByteBufAllocator allocator, SessionEvents events) {
        SessionRuntime runtime = new SessionRuntime(
                allocator,
                clock::nanoTime,
                (nanos, task) -> clock.after(Duration.ofNanos(nanos), executor, task)::cancel,
                random,
                growth);
        return new Session(role, config, runtime, events);
    }
}
