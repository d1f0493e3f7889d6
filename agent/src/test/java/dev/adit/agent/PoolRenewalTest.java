// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.testkit.ManualTime;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an agent of the pool protocol renews in time, its token and silent links; the test plays the server. */
class PoolRenewalTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @RegisterExtension
    private final PoolAgent agent = new PoolAgent();

    private final PlayedPool server = agent.server();

    /** A token lives a day. Links that stand need no other, so they stay. */
    @Test
    void aTokenIsRenewedBeforeItsEnd() {
        ManualTime time = new ManualTime();
        String first = token(1_000, 1_100);
        String second = first + "2";
        server.answer(head -> switch (server.heads.size()) {
            case 1 -> server.granted("shop", ",\"token\":\"" + first + "\"");
            case 2 -> PlayedPool.status(503, "not now");
            default -> server.granted("shop", ",\"token\":\"" + second + "\"");
        });
        agent.start(time, config -> config.withDial(config.dial().withPoolLinks(1)));
        agent.readyIn(time);
        assertEquals("shop\n" + first + "\n", server.peer(0).await(first + "\n"));
        time.advance(Duration.ofSeconds(70));
        assertEquals(1, server.heads.size());
        time.advance(Duration.ofSeconds(15));
        Await.until("asked for another", () -> server.heads.size() >= 2);
        Await.until("asked again", () -> {
            time.advance(Duration.ofSeconds(1));
            return server.heads.size() >= 3;
        });
        assertEquals(1, server.accepted());
        server.peer(0).send(GET).await("\r\n\r\n");
        Await.until("links show the new token", () -> {
            int last = server.accepted() - 1;
            server.peer(last).close();
            String greeting = server.peer(last + 1).await(".sig");
            return server.peer(last + 1).await("\n").equals("2\n") && greeting.equals("shop\n" + first);
        });
    }

    /** For ever is written as the last second of the year 9999. */
    @Test
    void aTokenThatOutlivesEverybodyIsTaken() {
        ManualTime time = new ManualTime();
        String token = token(1_000, 253_402_300_799L);
        server.answer(head -> server.granted("shop", ",\"token\":\"" + token + "\""));
        agent.start(time, config -> config.withDial(config.dial().withPoolLinks(1)));
        agent.readyIn(time);
        assertEquals("shop\n" + token + "\n", server.peer(0).await(token + "\n"));
    }

    @Test
    void aLinkThatIsSilentForLongIsReplacedByAFreshOneFirst() {
        ManualTime time = new ManualTime();
        agent.start(time, config -> config.withDial(config.dial().withPoolLinks(1)));
        agent.readyIn(time);
        time.advance(Duration.ofMinutes(2));
        assertEquals(1, server.accepted());
        time.advance(Duration.ofMinutes(1));
        PlayedPool.Peer fresh = server.peer(1);
        fresh.await("shop\n");
        Await.until("the old one ends", () -> {
            time.advance(Duration.ofMillis(100));
            return server.peer(0).isOver();
        });
        assertTrue(server.peer(0).endedAfterBeginOf(fresh));
        assertFalse(fresh.isOver());
        assertEquals(0, agent.disconnects(""));
    }

    @Test
    void aLinkThatIsSilentForLongMakesRoomWhereNoneIsLeft() {
        ManualTime time = new ManualTime();
        server.answer(head -> server.granting(2));
        agent.start(time, config -> config);
        agent.readyIn(time);
        Await.until("two links", () -> server.accepted() == 2);
        Await.until("both were replaced", () -> {
            time.advance(Duration.ofSeconds(5));
            return server.accepted() >= 4;
        });
        Await.until("two are open", () -> server.open() == 2);
        assertEquals(0, agent.disconnects(""));
    }

    private static String token(long iat, long exp) {
        String claims = "{\"iat\":" + iat + ",\"exp\":" + exp + "}";
        return "head." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8)) + ".sig";
    }
}
