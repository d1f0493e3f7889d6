// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import dev.adit.server.ServerLimits.ConnectionLimits;

/** Limits with one of them changed. */
final class Limits {
    private Limits() {}

    static ConnectionLimits oneUnacknowledged(ConnectionLimits c) {
        return new ConnectionLimits(
                c.bodyRateBytes(),
                c.answerRateBytes(),
                c.requestsPerConnection(),
                c.connectionsPerAddress(),
                c.connectionsPerTunnel(),
                c.streamsPerSession(),
                1,
                c.windowBytes(),
                c.windowGrowthBytes(),
                c.sessionBufferBytes(),
                c.controlFrameBytes(),
                c.clientHelloBytes());
    }
}
