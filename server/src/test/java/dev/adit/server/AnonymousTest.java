// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.server.ServerLimits.AnonymousLimits;
import dev.adit.testkit.Await;
import dev.adit.testkit.RawResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What agents without a key get (docs/wire.md, "Without a key"). */
class AnonymousTest {
    private static Stage open(int tunnels, int registrations) {
        return Stage.open(config -> config.withAccess(config.access().withAnonymous(Anonymous.HTTP))
                .withLimits(new ServerLimits(
                        config.limits().http(),
                        config.limits().connections(),
                        new AnonymousLimits(tunnels, registrations))));
    }

    @Test
    void oneRegistrationTooManyOfAMinuteIs429AndSaysWhenToAskAgain() {
        try (Stage stage = open(3, 2);
                RawAgent agent = RawAgent.adit(stage.port(), "").greet();
                RawAgent owner = stage.adit().greet()) {
            owner.claim(1, "taken");
            assertTrue(agent.claim(1, "one").contains("\"claimed\""));
            ConversationTest.assertRefused(agent.claim(2, "taken"), 2, "ADIT-409-NAME", 409);
            assertTrue(agent.claim(3, "two").contains("\"claimed\""), "a claim that is denied does not count");
            String refused = agent.claim(4, "three");
            assertTrue(refused.contains("\"code\":\"ADIT-429-RATE\",\"status\":429"), refused);
            assertTrue(refused.matches(".*\"retry_ms\":[1-5]?[0-9]{4}}"), refused);
            assertTrue(owner.claim(2, "three").contains("\"claimed\""), "with a key there is no such limit");
        }
    }

    /** To an Exio agent it is 401, since 429 is none of the answers it knows. */
    @Test
    void anExioAgentIsToldInTheAnswerToItsDial() {
        try (Stage stage = open(3, 1);
                RawAgent one = RawAgent.exio(stage.port(), "", "one", "http")) {
            assertTrue(one.head().startsWith("HTTP/1.1 101 "));
            RawResponse refused = stage.ask(RawAgent.request(stage.port(), "/_connect?subdomain=two&type=http", ""));
            assertEquals(401, refused.status());
            assertTrue(refused.body().contains("too many tunnels were opened"), refused.body());
        }
    }

    /** It has nothing to prove with that the name was its own, so a name that is kept for it is kept from it too. */
    @Test
    void theNameOfAnExioAgentIsFreeWhenItsSessionEnds() {
        try (Stage stage = open(3, 10)) {
            RawAgent.exio(stage.port(), "", "demo", "http").close();
            stage.awaitStatus(Duration.ofSeconds(10), "demo", 404);
            try (RawAgent again = RawAgent.exio(stage.port(), "", "demo", "http")) {
                assertTrue(again.head().startsWith("HTTP/1.1 101 "));
            }
        }
    }

    /** The same of its port, or a few that lose their connections leave no port for anybody. */
    @Test
    void thePortOfAnExioAgentIsFreeWhenItsSessionEnds() {
        PortRange ports = Stage.freePorts(1);
        try (Stage stage = Stage.open(config ->
                config.withAccess(config.access().withAnonymous(Anonymous.ALL).withTcpPorts(ports)))) {
            RawAgent.exio(stage.port(), "", "one", "tcp").close();
            Await.until("the port is closed", () -> !Stage.accepts(ports.first()));
            try (RawAgent other = RawAgent.exio(stage.port(), "", "two", "tcp")) {
                assertTrue(other.head().contains("X-Exio-TCP-Port: " + ports.first()), other.head());
            }
        }
    }

    @Test
    void oneTunnelTooManyIs429() {
        try (Stage stage = open(1, 10);
                RawAgent agent = RawAgent.adit(stage.port(), "").greet()) {
            assertTrue(agent.claim(1, "one").contains("\"claimed\""));
            ConversationTest.assertRefused(agent.claim(2, "two"), 2, "ADIT-429-RATE", 429);
        }
    }
}
