// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import java.time.Duration;

/**
 * One exchange, after it ended. Immutable.
 *
 * @param id the exchange's id in the server's log; empty when the server does not tell
 * @param tunnel the tunnel's name
 * @param path the path without its query
 * @param status what was answered; 499 when the visitor left before
 * @param remoteAddress the visitor's address; empty when the server does not tell
 */
public record RequestRecord(
        String id,
        String tunnel,
        String method,
        String path,
        int status,
        Duration duration,
        long bytesIn,
        long bytesOut,
        String remoteAddress) {}
