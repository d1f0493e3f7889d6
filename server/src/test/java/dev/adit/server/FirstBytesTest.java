// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.testkit.RawClient;
import org.junit.jupiter.api.Test;

/** A connection's first bytes may arrive while it is still being handed from the acceptor's loop to its own. */
class FirstBytesTest {
    private static final int CONNECTIONS = 300;

    @Test
    void theFirstRequestOfEveryConnectionIsAnswered() {
        try (Stage stage = Stage.open()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                try (RawClient client = RawClient.connect(stage.port())) {
                    client.send("GET /_config HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    assertEquals(200, client.readResponse().status(), "connection " + i);
                }
            }
        }
    }

    @Test
    void aRequestWhoseSenderHalfClosesRightBehindItIsAnswered() {
        try (Stage stage = Stage.open()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                try (RawClient client = RawClient.connect(stage.port())) {
                    client.send("GET /_config HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .halfClose();
                    assertEquals(200, client.readResponse().status(), "connection " + i);
                }
            }
        }
    }
}
