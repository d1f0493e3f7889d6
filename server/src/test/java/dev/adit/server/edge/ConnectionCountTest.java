// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ConnectionCountTest {
    private static final InetAddress ONE = InetAddress.ofLiteral("1.2.3.4");
    private static final InetAddress OTHER = InetAddress.ofLiteral("::1");

    @Test
    void oneMoreThanTheMostIsRefusedUntilOneLeaves() {
        ConnectionCount<InetAddress> count = new ConnectionCount<>(2);
        assertTrue(count.add(ONE));
        assertTrue(count.add(ONE));
        assertFalse(count.add(ONE));
        assertTrue(count.add(OTHER), "others are unaffected");
        count.remove(ONE);
        assertTrue(count.add(ONE));
        assertFalse(count.add(ONE));
    }

    @Test
    void zeroIsAnyNumber() {
        ConnectionCount<InetAddress> count = new ConnectionCount<>(0);
        for (int i = 0; i < 5_000; i++) {
            assertTrue(count.add(ONE));
        }
    }
}
