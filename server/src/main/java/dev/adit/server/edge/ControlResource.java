// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.Authority;
import dev.adit.http.Dispatch;
import dev.adit.http.MessageHead;
import java.util.Optional;

/** Resources of the server itself that a part of it adds to the control host. Thread-safe. */
public interface ControlResource {
    /** Whether the path is this part's in path mode, where every other path names a tunnel. */
    boolean ownsInPathMode(String path);

    /**
     * Decides for a request on the control host; empty when the path is none of its own.
     *
     * @param head valid only during this call
     * @param host the host and port that the client asked
     */
    Optional<Dispatch> dispatch(String path, MessageHead head, Authority host, ControlHost.Caller caller);
}
