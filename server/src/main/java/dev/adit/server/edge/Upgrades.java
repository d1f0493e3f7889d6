// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the visitors' connections that carry another protocol than HTTP now. Thread-safe. */
final class Upgrades {
    private final AtomicInteger live = new AtomicInteger();

    void began() {
        live.incrementAndGet();
    }

    void ended() {
        live.decrementAndGet();
    }

    int live() {
        return live.get();
    }
}
