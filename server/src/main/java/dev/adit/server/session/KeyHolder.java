// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.server.keys.Key;
import java.util.Optional;

/** Something that lives by a key: a session or a pool. Thread-safe. */
public interface KeyHolder {
    /** The key it came with; empty for none. */
    Optional<Key> key();

    /** The key is good no more: it ends now, with all that runs in it, and its names are free. */
    void revoke();
}
