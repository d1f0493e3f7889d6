// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import dev.adit.wire.PoolProtocol;
import java.time.Duration;
import java.util.Optional;

/**
 * The AetherLink and localtunnel protocol: off without a listener or a port range. Immutable.
 *
 * @param listen where links with an id line connect
 * @param ports one of them for each localtunnel client
 * @param randomName whether who asks for a taken name gets a random one
 * @param queryKey whether a key may stand in the query of a registration
 */
public record PoolConfig(
        Optional<ListenAddress> listen,
        Optional<PortRange> ports,
        boolean randomName,
        boolean queryKey,
        PoolBounds bounds) {
    public static final PoolConfig OFF =
            new PoolConfig(Optional.empty(), Optional.empty(), false, false, PoolBounds.DEFAULT);

    /**
     * What a tunnel's links are allowed.
     *
     * @param links the most of one tunnel, upgraded ones not counted
     * @param waiting the most visitors of one tunnel that wait for a link
     * @param lines the id line and the token line of a link must have come
     * @param away a visitor waits for a link while there is none
     * @param busy a visitor waits for one while all are in use
     * @param hold a name without a key is kept after its last link, any name before its first
     */
    public record PoolBounds(int links, int waiting, Duration lines, Duration away, Duration busy, Duration hold) {
        public static final PoolBounds DEFAULT = new PoolBounds(
                PoolProtocol.MOST_LINKS,
                64,
                PoolProtocol.LINES_WITHIN,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30));

        public PoolBounds {
            Bounds.within("pool-links", links, 1, 1_024);
            Bounds.within("pool-waiting", waiting, 0, 100_000);
            Bounds.positive("pool-lines", lines);
            Bounds.positive("pool-away", away);
            Bounds.positive("pool-busy", busy);
            Bounds.positive("pool-hold", hold);
        }

        /**
         * The same with waits that end before an answer is overdue: the visitor is to hear of the tunnel's links, not
         * of a service that was never asked.
         *
         * @param answer in which an answer must begin; zero when it may take for ever
         */
        public PoolBounds endingBefore(Duration answer) {
            if (answer.isZero()) {
                return this;
            }
            Duration most = answer.dividedBy(2).plusNanos(1);
            return new PoolBounds(links, waiting, lines, earlier(away, most), earlier(busy, most), hold);
        }

        private static Duration earlier(Duration one, Duration other) {
            return one.compareTo(other) < 0 ? one : other;
        }
    }

    public PoolConfig {
        if ((randomName || queryKey) && listen.isEmpty() && ports.isEmpty()) {
            throw new IllegalArgumentException((randomName ? "--pool-random-name" : "--pool-query-key")
                    + " needs --pool-listen or --pool-ports; write --pool-listen :" + PoolProtocol.USUAL_PORT);
        }
    }

    public boolean isOn() {
        return listen.isPresent() || ports.isPresent();
    }

    public PoolConfig withListen(ListenAddress address) {
        return new PoolConfig(Optional.of(address), ports, randomName, queryKey, bounds);
    }

    public PoolConfig withPorts(PortRange range) {
        return new PoolConfig(listen, Optional.of(range), randomName, queryKey, bounds);
    }

    public PoolConfig withRandomName() {
        return new PoolConfig(listen, ports, true, queryKey, bounds);
    }

    public PoolConfig withQueryKey() {
        return new PoolConfig(listen, ports, randomName, true, bounds);
    }

    public PoolConfig withBounds(PoolBounds bounds) {
        return new PoolConfig(listen, ports, randomName, queryKey, bounds);
    }
}
