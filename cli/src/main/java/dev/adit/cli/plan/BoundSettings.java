// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import dev.adit.cli.option.BoundOptions;
import dev.adit.cli.option.Settings;
import dev.adit.http.HttpLimits;
import dev.adit.http.HttpTimeouts;
import dev.adit.server.PoolConfig.PoolBounds;
import dev.adit.server.ServerLimits;
import dev.adit.server.ServerTimeouts;

/** Makes the server's limits and timeouts out of its settings. Stateless. */
final class BoundSettings {
    private BoundSettings() {}

    static ServerLimits limits(Settings settings) {
        return new ServerLimits(http(settings), connections(settings), anonymous(settings));
    }

    static ServerTimeouts timeouts(Settings settings) {
        return new ServerTimeouts(exchange(settings), session(settings));
    }

    static PoolBounds pool(Settings settings) {
        return new PoolBounds(
                settings.one(BoundOptions.POOL_LINKS),
                settings.one(BoundOptions.POOL_WAITING),
                settings.one(BoundOptions.POOL_LINES),
                settings.one(BoundOptions.POOL_AWAY),
                settings.one(BoundOptions.POOL_BUSY),
                settings.one(BoundOptions.POOL_HOLD));
    }

    private static HttpLimits http(Settings settings) {
        return new HttpLimits(
                settings.one(BoundOptions.REQUEST_LINE_BYTES),
                settings.one(BoundOptions.HEADER_BYTES),
                settings.one(BoundOptions.HEADER_FIELDS),
                settings.one(BoundOptions.TRAILER_BYTES),
                settings.one(BoundOptions.CHUNK_EXTENSION_BYTES),
                settings.one(BoundOptions.CHUNK_EXTENSIONS_BYTES),
                settings.one(BoundOptions.BODY_BYTES),
                settings.one(BoundOptions.INTERIM_ANSWERS),
                settings.one(BoundOptions.PIPELINED_BYTES),
                settings.one(BoundOptions.LINGER_BYTES));
    }

    private static ServerLimits.ConnectionLimits connections(Settings settings) {
        return new ServerLimits.ConnectionLimits(
                settings.one(BoundOptions.BODY_RATE_BYTES),
                settings.one(BoundOptions.ANSWER_RATE_BYTES),
                settings.one(BoundOptions.REQUESTS_PER_CONNECTION),
                settings.one(BoundOptions.CONNECTIONS_PER_ADDRESS),
                settings.one(BoundOptions.CONNECTIONS_PER_TUNNEL),
                settings.one(BoundOptions.STREAMS_PER_SESSION),
                settings.one(BoundOptions.UNACKNOWLEDGED_OPENS),
                settings.one(BoundOptions.WINDOW_BYTES),
                settings.one(BoundOptions.WINDOW_GROWTH_BYTES),
                settings.one(BoundOptions.SESSION_BUFFER_BYTES),
                settings.one(BoundOptions.CONTROL_FRAME_BYTES),
                settings.one(BoundOptions.CLIENT_HELLO_BYTES));
    }

    private static ServerLimits.AnonymousLimits anonymous(Settings settings) {
        return new ServerLimits.AnonymousLimits(
                settings.one(BoundOptions.ANONYMOUS_TUNNELS), settings.one(BoundOptions.ANONYMOUS_REGISTRATIONS));
    }

    private static HttpTimeouts exchange(Settings settings) {
        return new HttpTimeouts(
                settings.one(BoundOptions.HEADER),
                settings.one(BoundOptions.BODY_IDLE),
                settings.one(BoundOptions.RESPONSE_HEAD),
                settings.one(BoundOptions.EXCHANGE_IDLE),
                settings.one(BoundOptions.KEEP_ALIVE),
                settings.one(BoundOptions.LINGER));
    }

    private static ServerTimeouts.SessionTimeouts session(Settings settings) {
        return new ServerTimeouts.SessionTimeouts(
                settings.one(BoundOptions.TLS_HANDSHAKE),
                settings.one(BoundOptions.PING),
                settings.one(BoundOptions.HELLO),
                settings.one(BoundOptions.OPEN),
                settings.one(BoundOptions.ACKNOWLEDGE),
                settings.one(BoundOptions.WRITE_STALL),
                settings.one(BoundOptions.NAME_HOLD),
                settings.one(BoundOptions.DRAIN),
                settings.one(BoundOptions.EXIO_BODY_HOLD));
    }
}
