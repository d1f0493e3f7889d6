// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Link;

/** Brings the streams of one tunnel to its local service. Confined to the agent's event loop. */
interface StreamForwarder {
    /** Takes the link over; it is forwarded, answered or broken. */
    void forward(Link link, Visit visit);

    /** Takes the link over of a visitor who may not visit; it is answered or broken, and the service hears nothing. */
    void turnAway(Link link);

    /** Drops what is kept for later streams; streams that run go on. */
    void close();
}
