// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

/** A timer that was set. Confined to the session's event loop. */
public interface Cancellable {
    /** Stops the timer; nothing happens when it has run already. */
    void cancel();
}
