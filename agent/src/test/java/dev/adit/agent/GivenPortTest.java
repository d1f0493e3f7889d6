// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.http.Transport;
import dev.adit.testkit.Await;
import dev.adit.testkit.Loops;
import dev.adit.wire.ControlMessage;
import dev.adit.wire.ControlMessage.Claim;
import dev.adit.wire.ControlMessage.Claimed;
import dev.adit.wire.ControlMessage.Refused;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A public port that the server picked, over the sessions of one run. */
class GivenPortTest {
    private static final String TAKEN = "ADIT-409-PORT";

    private final ListenerRecord listener = new ListenerRecord();

    @Test
    void aPortThatTheServerPickedIsAskedForAgain(Loops loops) {
        try (PlayedServer server = PlayedServer.adit(loops, GivenPortTest::pickPorts);
                Agent agent = start(server, tcp("shell"), tcp("mail"))) {
            awaitReady(2);
            assertEquals(List.of("shell any", "mail any"), asked(server.peer(0)));
            server.peer(0).close();
            awaitReady(4);
            assertEquals(List.of("shell 20001", "mail 20002"), asked(server.peer(1)));
            close(agent);
        }
    }

    @Test
    void anotherPortWillDoWhenTheOneBeforeIsRefused(Loops loops) {
        try (PlayedServer server = PlayedServer.adit(loops, GivenPortTest::refuseWantedPorts);
                Agent agent = start(server, tcp("shell"))) {
            awaitReady(1);
            server.peer(0).close();
            awaitReady(2);
            assertEquals(List.of("shell 20001", "shell any"), asked(server.peer(1)));
            close(agent);
        }
    }

    @Test
    void aConfiguredPortThatIsRefusedEndsTheAgent(Loops loops) {
        try (PlayedServer server = PlayedServer.adit(loops, GivenPortTest::refuseWantedPorts);
                Agent agent = start(server, tcp("shell").withRemotePort(2222))) {
            AgentEnd end = agent.ended().orTimeout(5, TimeUnit.SECONDS).join();
            assertEquals(TAKEN, end.code());
            assertEquals(List.of("shell 2222"), asked(server.peer(0)));
        }
    }

    private static void pickPorts(PlayedServer.Peer peer, ControlMessage message) {
        if (message instanceof Claim claim) {
            String name = claim.name().orElseThrow();
            int port = claim.port().orElse(20_000 + claim.id());
            peer.send(new Claimed(claim.id(), name, "tcp://example.com:" + port, Optional.of(port), Optional.empty()));
        } else {
            PlayedServer.grantAll(peer, message);
        }
    }

    private static void refuseWantedPorts(PlayedServer.Peer peer, ControlMessage message) {
        if (message instanceof Claim claim && claim.port().isPresent()) {
            peer.send(new Refused(claim.id(), TAKEN, 409, "in use", Optional.empty()));
        } else {
            pickPorts(peer, message);
        }
    }

    private static List<String> asked(PlayedServer.Peer peer) {
        return peer.messages.stream()
                .filter(Claim.class::isInstance)
                .map(Claim.class::cast)
                .map(claim -> claim.name().orElseThrow() + " "
                        + claim.port().map(Object::toString).orElse("any"))
                .toList();
    }

    private Agent start(PlayedServer server, TunnelConfig... tunnels) {
        AgentConfig config = AgentConfig.of(
                ServerAddress.parse("http://localhost:" + server.port()), Optional.empty(), List.of(tunnels));
        return Agent.builder(config).transport(Transport.NIO).listener(listener).start();
    }

    private void awaitReady(int times) {
        Await.until(
                times + " tunnels were ready",
                () -> listener.lines.stream()
                                .filter(line -> line.startsWith("ready"))
                                .count()
                        == times);
    }

    private static void close(Agent agent) {
        agent.close();
        agent.ended().orTimeout(5, TimeUnit.SECONDS).join();
    }

    private static TunnelConfig tcp(String name) {
        return TunnelConfig.of(TunnelKind.TCP, Target.parse(TunnelKind.TCP, "22"))
                .withName(TunnelName.of(name));
    }
}
