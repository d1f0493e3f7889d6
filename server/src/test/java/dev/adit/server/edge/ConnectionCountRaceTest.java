// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import java.net.InetAddress;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Connections that come and go at once are counted as if one after the other (PE-47). */
public class ConnectionCountRaceTest {
    private static final InetAddress ONE = InetAddress.ofLiteral("127.0.0.1");

    private final ConnectionCount<InetAddress> count = new ConnectionCount<>(2);

    /** A connection comes; whether it may stay. */
    @Operation
    public boolean add() {
        return count.add(ONE);
    }

    /** One goes. */
    @Operation
    public void remove() {
        count.remove(ONE);
    }

    @Test
    void countsAreExactInEveryOrder() {
        new ModelCheckingOptions()
                .iterations(4)
                .invocationsPerIteration(60)
                .threads(3)
                .actorsPerThread(2)
                .check(ConnectionCountRaceTest.class);
    }
}
