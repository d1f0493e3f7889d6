// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the server says of a listener on all addresses, whatever the system calls its socket. */
class WildcardListenerTest {
    @Test
    void allAddressesOfIpv4AreToldAsTheyWereAskedFor() throws IOException {
        ServerConfig config = Stage.config();
        try (Server server = new Server(
                config.withEdge(config.edge().withListen(ListenAddress.parse(":0"), ListenAddress.of("127.0.0.1", 0)))
                        .withPool(config.pool().withListen(ListenAddress.parse(":0"))))) {
            List<InetAddress> told =
                    server.start().stream().map(InetSocketAddress::getAddress).toList();
            InetAddress everywhere = InetAddress.ofLiteral("0.0.0.0");
            assertEquals(List.of(everywhere, InetAddress.ofLiteral("127.0.0.1")), told);
            assertEquals(Optional.of(everywhere), server.poolAddress().map(InetSocketAddress::getAddress));
        }
    }
}
