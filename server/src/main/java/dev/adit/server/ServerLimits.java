// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import dev.adit.http.ClientLimits;
import dev.adit.http.HttpLimits;

/**
 * The sizes and counts the server keeps to, each with an option {@code --limit-…}. Immutable; 0 stands for no limit
 * where the component says so.
 *
 * @param http what one visitor's request and answer may hold
 * @param connections how many connections, sessions and streams may live
 * @param anonymous what agents without a key get
 */
public record ServerLimits(HttpLimits http, ConnectionLimits connections, AnonymousLimits anonymous) {
    public static final ServerLimits DEFAULT =
            new ServerLimits(HttpLimits.DEFAULT, ConnectionLimits.DEFAULT, AnonymousLimits.DEFAULT);

    /**
     * How much may live at once.
     *
     * @param bodyRateBytes least bytes a second of a request body; 0: any rate, streams must not be cut
     * @param answerRateBytes least bytes a second that a visitor takes of an answer that waits for it; 0: any rate
     * @param requestsPerConnection requests before a visitor's connection is closed; 0: any number
     * @param connectionsPerAddress connections of one address: of visitors to tunnels of both kinds, and of agents
     *     without a key; trusted proxies are exempt
     * @param connectionsPerTunnel visitors' connections to one TCP tunnel
     * @param streamsPerSession live streams of a session (Y-21)
     * @param unacknowledgedOpens opens that wait for an ACK (Y-15)
     * @param windowBytes the largest window of a stream, doubled up to it from 256 KiB (Y-26)
     * @param windowGrowthBytes what all windows of a session may grow by (Y-26)
     * @param sessionBufferBytes bytes a session holds before the stillest stream is reset (Y-26)
     * @param controlFrameBytes payload of a WebSocket control frame or message of the control stream
     * @param clientHelloBytes a TLS ClientHello
     */
    public record ConnectionLimits(
            int bodyRateBytes,
            int answerRateBytes,
            int requestsPerConnection,
            int connectionsPerAddress,
            int connectionsPerTunnel,
            int streamsPerSession,
            int unacknowledgedOpens,
            int windowBytes,
            int windowGrowthBytes,
            int sessionBufferBytes,
            int controlFrameBytes,
            int clientHelloBytes) {
        public static final ConnectionLimits DEFAULT =
                new ConnectionLimits(0, 0, 0, 1_024, 1_000, 1_024, 256, 16 << 20, 32 << 20, 64 << 20, 65_536, 16_384);

        public ConnectionLimits {
            Bounds.within("body-rate-bytes", bodyRateBytes, 0, 1 << 30);
            Bounds.within("answer-rate-bytes", answerRateBytes, 0, 1 << 30);
            Bounds.within("requests-per-connection", requestsPerConnection, 0, Integer.MAX_VALUE);
            Bounds.within("connections-per-address", connectionsPerAddress, 0, Integer.MAX_VALUE);
            Bounds.within("connections-per-tunnel", connectionsPerTunnel, 0, Integer.MAX_VALUE);
            Bounds.within("streams-per-session", streamsPerSession, 1, 1 << 20);
            // HY peers answer RST above their accept backlog of 256.
            Bounds.within("unacknowledged-opens", unacknowledgedOpens, 1, 256);
            Bounds.within("window-bytes", windowBytes, 262_144, 1 << 30);
            Bounds.within("window-growth-bytes", windowGrowthBytes, 0, 1 << 30);
            Bounds.within("session-buffer-bytes", sessionBufferBytes, 1 << 20, 1 << 30);
            Bounds.within("control-frame-bytes", controlFrameBytes, 125, 65_536);
            Bounds.within("client-hello-bytes", clientHelloBytes, 1_024, 65_536);
        }

        /** The same with other numbers of visitors' connections. */
        public ConnectionLimits withConnections(int perAddress, int perTunnel) {
            return new ConnectionLimits(
                    bodyRateBytes,
                    answerRateBytes,
                    requestsPerConnection,
                    perAddress,
                    perTunnel,
                    streamsPerSession,
                    unacknowledgedOpens,
                    windowBytes,
                    windowGrowthBytes,
                    sessionBufferBytes,
                    controlFrameBytes,
                    clientHelloBytes);
        }

        /** What the client of each visitor's connection has to keep to. */
        ClientLimits ofClient() {
            return new ClientLimits(bodyRateBytes, answerRateBytes, requestsPerConnection);
        }
    }

    /**
     * What an address gets without a key.
     *
     * @param tunnels tunnels of one address at once
     * @param registrations registrations of one address in a minute
     */
    public record AnonymousLimits(int tunnels, int registrations) {
        public static final AnonymousLimits DEFAULT = new AnonymousLimits(3, 10);

        public AnonymousLimits {
            Bounds.within("anonymous-tunnels", tunnels, 1, 1_000);
            Bounds.within("anonymous-registrations", registrations, 1, 10_000);
        }
    }

    public ServerLimits withHttp(HttpLimits limits) {
        return new ServerLimits(limits, connections, anonymous);
    }

    public ServerLimits withConnections(ConnectionLimits limits) {
        return new ServerLimits(http, limits, anonymous);
    }
}
