// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The sessions that are connected. Thread-safe. */
public final class LiveSessions {
    /** What can be asked of any session, from any thread. */
    interface Member extends KeyHolder {
        /** Tells the agent to dial again and to finish what runs. */
        void drain(Duration grace);

        /** Ends the session now. */
        void shutDown();
    }

    private final Set<Member> members = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    void add(Member member) {
        members.add(member);
    }

    void remove(Member member) {
        members.remove(member);
    }

    /** Shows each to the watch over keys. */
    public void forEachHolder(Consumer<KeyHolder> action) {
        members.forEach(action);
    }

    /** How many there are. */
    public int count() {
        return members.size();
    }

    /** Whether the server goes away: no new tunnel may be opened. */
    boolean isDraining() {
        return draining;
    }

    /** Tells every agent that the server goes away. */
    public void drain(Duration grace) {
        draining = true;
        members.forEach(member -> member.drain(grace));
    }

    /** Ends every session. */
    public void shutDown() {
        members.forEach(Member::shutDown);
    }
}
