// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.server.keys.KeyFile;
import dev.adit.server.keys.KeyRights;
import dev.adit.testkit.RawClient;
import dev.adit.wire.Secret;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who serves a name when another session asks for it (CW-09, CE-07, wire.md "Takeover and reconnect"). */
class TakeoverTest {
    private static final String REPLACED = "{\"type\":\"release\",\"id\":1,\"reason\":\"replaced\","
            + "\"message\":\"a newer agent with the same key took the name over\"}";

    @Test
    void theNewerSessionOfTheOwnerServesAndTheOldOneIsTold() {
        try (Stage stage = Stage.open();
                RawAgent old = stage.adit().greet();
                RawAgent fresh = stage.adit().greet()) {
            old.claim(1, "demo");
            assertTrue(fresh.claim(9, "demo").contains("\"claimed\""));
            assertEquals(REPLACED, old.hear());
            try (RawClient visitor = stage.visit("demo", "/")) {
                fresh.serve("from the new one");
                assertEquals("from the new one", visitor.readResponse().body());
            }
        }
    }

    @Test
    void whatRunsOnTheOldSessionIsFinishedThere() {
        try (Stage stage = Stage.open();
                RawAgent old = stage.adit().greet();
                RawAgent fresh = stage.adit().greet()) {
            old.claim(1, "demo");
            try (RawClient visitor = stage.visit("demo", "/")) {
                int id = old.accept();
                fresh.claim(1, "demo");
                old.finish(id, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                assertEquals("ok", visitor.readResponse().body());
            }
        }
    }

    @Test
    void whileTheNameIsSettlingALiveSessionKeepsItAndAFrozenOneLosesIt() {
        try (Stage stage = Stage.open();
                RawAgent first = stage.adit().greet();
                RawAgent second = stage.adit().greet();
                RawAgent third = stage.adit().greet()) {
            first.claim(1, "demo");
            second.claim(1, "demo");
            third.tell(RawAgent.claimMessage(1, "http", "demo", "null"));
            // The second reads the ping and answers it.
            second.readMessage();
            ConversationTest.assertRefused(third.hear(), 1, "ADIT-409-NAME", 409);
            second.freeze();
            assertTrue(third.claim(1, "demo").contains("\"claimed\""));
            assertEquals(REPLACED, second.hear());
        }
    }

    @Test
    void anotherKeyGets409WhetherTheOwnerIsThereOrAway(@TempDir Path data) throws IOException {
        Secret other = new KeyFile(data).create("other", KeyRights.ALL);
        try (Stage stage = Stage.open(config -> config.withData(data));
                RawAgent stranger = RawAgent.adit(stage.port(), other.reveal()).greet()) {
            try (RawAgent owner = stage.adit().greet()) {
                owner.claim(1, "demo");
                ConversationTest.assertRefused(stranger.claim(1, "demo"), 1, "ADIT-409-NAME", 409);
                AssertionError exio = assertThrows(
                        AssertionError.class, () -> RawAgent.exio(stage.port(), other.reveal(), "demo", "http"));
                assertTrue(exio.toString().contains("HTTP/1.1 409 Conflict"), exio::toString);
            }
            stage.awaitStatus(java.time.Duration.ofSeconds(5), "demo", 503);
            ConversationTest.assertRefused(stranger.claim(1, "demo"), 1, "ADIT-409-NAME", 409);
        }
    }

    /** An Exio agent cannot be told: its session ends. */
    @Test
    void aReplacedExioSessionEnds() {
        try (Stage stage = Stage.open();
                RawAgent old = stage.exio("demo", "http");
                RawAgent fresh = stage.exio("demo", "http")) {
            assertEquals(0, old.awaitGoAway());
            assertEquals(1001, old.awaitClose());
            try (RawClient visitor = stage.visit("demo", "/")) {
                fresh.serve("fresh");
                assertEquals("fresh", visitor.readResponse().body());
            }
        }
    }

    /** The port stays open through the takeover and leads to the new session, also once the old one has ended. */
    @Test
    void aTakenOverTcpTunnelKeepsItsPort() {
        PortRange ports = Stage.freePorts(2);
        try (Stage stage =
                        Stage.open(config -> config.withAccess(config.access().withTcpPorts(ports)));
                RawAgent old = stage.exio("shell", "tcp");
                RawAgent fresh = stage.exio("shell", "tcp")) {
            String port = "X-Exio-TCP-Port: " + ports.first() + "\r\n";
            assertTrue(old.head().contains(port), old.head());
            assertTrue(fresh.head().contains(port), fresh.head());
            old.awaitClose();
            try (RawClient visitor = RawClient.connect(ports.first())) {
                visitor.send("who is there");
                fresh.awaitText(fresh.accept(), "who is there");
            }
        }
    }

    @Test
    void aTcpTunnelThatIsTakenOverAsHttpGivesItsPortBack() {
        PortRange ports = Stage.freePorts(1);
        try (Stage stage =
                        Stage.open(config -> config.withAccess(config.access().withTcpPorts(ports)));
                RawAgent old = stage.adit().greet();
                RawAgent fresh = stage.adit().greet()) {
            assertTrue(old.claimTcp(1, "shell", "null").contains("\"port\":" + ports.first()));
            fresh.claim(1, "shell");
            old.hear();
            dev.adit.testkit.Await.until("the port is closed", () -> !Stage.accepts(ports.first()));
        }
    }

    /** A claim that must fail takes the name from nobody. */
    @Test
    void aClaimForAPortOutOfRangeLeavesTheHolderAlone() {
        PortRange ports = Stage.freePorts(1);
        try (Stage stage =
                        Stage.open(config -> config.withAccess(config.access().withTcpPorts(ports)));
                RawAgent holder = stage.adit().greet();
                RawAgent other = stage.adit().greet()) {
            holder.claim(1, "demo");
            ConversationTest.assertRefused(other.claimTcp(1, "demo", "22"), 1, "ADIT-403-RIGHTS", 403);
            for (String port : new String[] {"0", "70000", "-1", "99999999999"}) {
                ConversationTest.assertRefused(other.claimTcp(1, "demo", port), 1, "ADIT-400-PORT", 400);
            }
            try (RawClient visitor = stage.visit("demo", "/")) {
                holder.serve("still here");
                assertEquals("still here", visitor.readResponse().body());
            }
        }
    }
}
