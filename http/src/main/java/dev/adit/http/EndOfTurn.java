// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.ArrayList;

/**
 * Runs actions once at the end of the current turn of an event loop, after all ready sockets were read.
 *
 * <p>Links flush here: one system call then carries all that a turn wrote (flushing each write costs a quarter more
 * CPU). One instance per event loop thread; confined to it.
 */
public final class EndOfTurn implements Runnable {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(EndOfTurn.class);
    private static final FastThreadLocal<EndOfTurn> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected EndOfTurn initialValue() {
            return new EndOfTurn();
        }
    };

    private ArrayList<Runnable> actions = new ArrayList<>();
    private ArrayList<Runnable> running = new ArrayList<>();

    private EndOfTurn() {}

    /** Queues the action for the end of this turn of {@code executor}, whose thread must be the calling one. */
    public static void run(EventExecutor executor, Runnable action) {
        assert executor.inEventLoop() : "end-of-turn action from a foreign thread";
        EndOfTurn turn = OF_THREAD.get();
        if (turn.actions.isEmpty()) {
            executor.execute(turn);
        }
        turn.actions.add(action);
    }

    /** A fault in one action must not keep the others from their end of the turn. */
    private static void runOne(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException defect) {
            LOGGER.error("an action at the end of a turn failed", defect);
        }
    }

    @Override
    public void run() {
        ArrayList<Runnable> due = actions;
        actions = running;
        running = due;
        for (int i = 0; i < due.size(); i++) {
            runOne(due.get(i));
        }
        due.clear();
    }
}
