// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import io.netty.buffer.ByteBufAllocator;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a session needs from the process around it. Immutable; its parts belong to the session's event loop, save the
 * growth budget, which all sessions of the process share.
 *
 * @param allocator for small copies of inbound bytes that a paused stream keeps
 * @param nanoTime monotonic nanoseconds
 * @param scheduler timers on the session's event loop
 * @param random jitter of the pings
 * @param growth how far the windows of all sessions together may grow
 */
public record SessionRuntime(
        ByteBufAllocator allocator,
        LongSupplier nanoTime,
        Scheduler scheduler,
        RandomGenerator random,
        GrowthBudget growth) {}
