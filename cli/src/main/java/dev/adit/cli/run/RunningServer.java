// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import dev.adit.server.ServerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A server as its command sees it. */
interface RunningServer extends AutoCloseable {
    /** The bound addresses, ports filled in. */
    List<InetSocketAddress> addresses();

    /** Where pool links connect; empty when they do not. */
    Optional<InetSocketAddress> poolAddress();

    /** Stops accepting and lets exchanges end; returns when they have, or when the time is over. */
    void drain(Duration time);

    @Override
    void close();

    /** Starts a server; everything is bound when it returns. */
    @FunctionalInterface
    interface Starter {
        RunningServer start(ServerConfig config) throws IOException;
    }
}
