// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.util.Optional;

/** Decides what becomes of each request of a connection; called on the connection's event loop. */
public interface RequestHandler {
    /**
     * Decides for one request.
     *
     * @param head valid only during this call
     * @param authority the host and port the request is for; empty only for HTTP/1.0 without a Host
     * @param from the connection
     */
    Dispatch dispatch(MessageHead head, Optional<Authority> authority, Downstream from);

    /**
     * A request broke a rule or was refused by {@link #dispatch}, and is answered so; for the log and the metrics.
     *
     * @return what the answer calls the request; empty when it has no name
     */
    default String onRejected(ErrorCode code, String detail, Downstream from) {
        return "";
    }
}
