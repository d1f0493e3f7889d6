// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.RawClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Agents that come back together (docs/wire.md, "Pacing"). */
class CrowdTest {
    private static final int CROWD = 250;
    private static final String BEARER = "Authorization: Bearer " + Stage.KEY + "\r\n";

    /** The answers to dials that are sent together, by agents that say nothing more. */
    private static List<String> burst(Stage stage, IntFunction<String> request) {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CROWD; i++) {
                clients.add(RawClient.connect(stage.port()));
            }
            for (int i = 0; i < CROWD; i++) {
                clients.get(i).send(request.apply(i));
            }
            return clients.stream().map(RawClient::readHead).toList();
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    /** On a machine that is busy a burst may take so long that places become free within it: then there is another. */
    @Test
    void moreThanAHundredAreToldWhenToComeBack() {
        try (Stage stage = Stage.open()) {
            String request = RawAgent.request(stage.port(), "/_connect", "Sec-WebSocket-Protocol: adit.1\r\n" + BEARER);
            Await.until(Duration.ofSeconds(30), "some of a crowd are told to come back", () -> {
                List<String> paced = burst(stage, i -> request).stream()
                        .filter(head -> !head.startsWith("HTTP/1.1 101 "))
                        .toList();
                assertTrue(paced.size() <= CROWD - 100, "a hundred are let in, not " + (CROWD - paced.size()));
                for (String head : paced) {
                    assertTrue(head.startsWith("HTTP/1.1 503 "), head);
                    assertTrue(head.contains("\r\nAdit-Error: ADIT-503-BUSY\r\n"), head);
                    assertTrue(head.matches("(?s).*\r\nRetry-After: [1-9][0-9]?\r\n.*"), head);
                }
                return !paced.isEmpty();
            });
        }
    }

    /** An Exio agent gives up on a 503 for good. */
    @Test
    void exioAgentsAreAcceptedLaterInstead() {
        try (Stage stage = Stage.open()) {
            List<String> heads = burst(
                    stage, i -> RawAgent.request(stage.port(), "/_connect?type=http&subdomain=crowd-" + i, BEARER));
            for (String head : heads) {
                assertTrue(head.startsWith("HTTP/1.1 101 "), head);
            }
        }
    }

    @Test
    void agentsThatDialOneAfterTheOtherAreAllLetIn() {
        try (Stage stage = Stage.open()) {
            List<RawAgent> agents = new ArrayList<>();
            for (int i = 0; i < CROWD; i++) {
                agents.add(stage.adit().greet());
            }
            assertEquals(CROWD, agents.size());
            agents.forEach(RawAgent::close);
        }
    }
}
