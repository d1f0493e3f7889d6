// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.agent.AgentConfig;
import dev.adit.agent.AgentEnd;
import dev.adit.agent.AgentEnd.Cause;
import dev.adit.agent.AgentListener;
import dev.adit.agent.RequestRecord;
import dev.adit.agent.Target;
import dev.adit.agent.TunnelReady;
import dev.adit.cli.ExitCode;
import dev.adit.cli.option.Arguments;
import dev.adit.cli.option.Verb;
import dev.adit.cli.plan.AgentPlan;
import dev.adit.cli.plan.AgentPlanner;
import dev.adit.cli.plan.Surroundings;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentCommandTest {
    private static final Target TARGET = Target.parse(TunnelKind.HTTP, "app.example.com:3000");
    private static final TunnelReady READY = new TunnelReady("shop", "http://shop.example.com", TARGET);

    @TempDir
    Path home;

    private final Capture capture = new Capture();
    private final List<TunnelName> claimed = new ArrayList<>();

    @AfterEach
    void close() {
        capture.close();
    }

    @ParameterizedTest
    @CsvSource({"CLOSED, OK", "REFUSED, REFUSED", "REPLACED, REFUSED", "DISCONNECTED, FAILED"})
    void theCodeSaysHowTheAgentEnded(Cause cause, ExitCode code) {
        assertEquals(code, run(listener -> {}, new AgentEnd(cause, "ADIT-409-NAME", "the name is taken")));
        assertEquals(cause != Cause.CLOSED, capture.err().toString().contains("the name is taken"));
    }

    @Test
    void theReadyLineIsAllOfStdoutAndComesOnce() {
        run(listener -> {
            listener.onDisconnected("connection refused", Duration.ofSeconds(1));
            listener.onReady(READY);
            listener.onRequest(request());
            listener.onReady(READY);
        });
        assertEquals(List.of("http://shop.example.com  ->  http://app.example.com:3000"), capture.out());
        assertTrue(capture.err().toString().contains("connection refused"), capture.err()::toString);
    }

    @Test
    void eventsAreOneObjectALine() {
        run(
                listener -> {
                    listener.onDisconnected("connection \"refused\"", Duration.ofMillis(1_500));
                    listener.onReady(READY);
                    listener.onRequest(request());
                    listener.onDraining(Duration.ofSeconds(10));
                    listener.onReplaced("shop", "by another session");
                    listener.onRefused("shop", "ADIT-409-NAME", "taken");
                },
                "--json");
        assertEquals(
                List.of(
                        "{\"event\":\"disconnected\",\"reason\":\"connection \\\"refused\\\"\",\"retry_in_ms\":1500}",
                        "{\"event\":\"ready\",\"tunnel\":\"shop\",\"url\":\"http://shop.example.com\","
                                + "\"target\":\"http://app.example.com:3000\",\"inspector\":null}",
                        "{\"event\":\"request\",\"id\":\"r-1\",\"tunnel\":\"shop\",\"method\":\"GET\",\"path\":\"/a\","
                                + "\"status\":200,\"duration_ms\":12,\"bytes_in\":3,\"bytes_out\":4,"
                                + "\"remote_addr\":\"192.0.2.7\"}",
                        "{\"event\":\"draining\",\"grace_ms\":10000}",
                        "{\"event\":\"replaced\",\"tunnel\":\"shop\",\"message\":\"by another session\"}",
                        "{\"event\":\"refused\",\"tunnel\":\"shop\",\"code\":\"ADIT-409-NAME\",\"message\":\"taken\"}"),
                capture.out());
    }

    @Test
    void aTunnelThatIsNotGrantedYetIsToldOnStderr() {
        run(listener ->
                listener.onClaimDelayed("shop", "ADIT-429-RATE", "ten a minute are enough", Duration.ofSeconds(3)));
        assertEquals(List.of(), capture.out());
        assertTrue(
                capture.err()
                        .toString()
                        .contains(
                                "'shop' is not open yet: ADIT-429-RATE ten a minute are enough; asking again in 3.0 s"),
                capture.err()::toString);
    }

    @Test
    void aTunnelToSshSaysHowToLogIn() {
        Target ssh = Target.parse(TunnelKind.TCP, "22");
        run(listener -> listener.onReady(new TunnelReady("shell", "tcp://tunnel.example.com:20022", ssh)));
        assertEquals(List.of("tcp://tunnel.example.com:20022  ->  tcp://localhost:22"), capture.out());
        String err = capture.err().toString();
        assertTrue(err.contains("ssh -p 20022 user@tunnel.example.com"), err);
    }

    @ParameterizedTest
    @CsvSource({"5432, tcp://h:20022", "22, tcp://h;reboot:20022", "22, tcp://$(reboot):20022"})
    void noOtherTunnelOrAddressDoes(String target, String url) {
        Target service = Target.parse(TunnelKind.TCP, target);
        run(listener -> listener.onReady(new TunnelReady("shell", url, service)));
        assertFalse(capture.err().toString().contains("ssh -p"), capture.err()::toString);
    }

    @Test
    void aRefusedSessionNamesNoTunnel() {
        run(listener -> listener.onRefused("", "ADIT-401-KEY", "the key is unknown"), "--json");
        assertEquals(
                List.of("{\"event\":\"refused\",\"code\":\"ADIT-401-KEY\",\"message\":\"the key is unknown\"}"),
                capture.out());
    }

    @Test
    void aReadyIsRepeatedAfterEachReconnectForScripts() {
        run(
                listener -> {
                    listener.onReady(READY);
                    listener.onReady(READY);
                },
                "--json");
        assertEquals(2, capture.out().size());
    }

    @Test
    void theRandomNameIsTheSameAtTheNextStart() {
        run(listener -> {});
        run(listener -> {});
        run(listener -> {}, "--key=other-key");
        assertEquals(claimed.get(0), claimed.get(1));
        assertNotEquals(claimed.get(0), claimed.get(2));
        assertTrue(claimed.get(0).value().matches("[a-z2-7]{13}"), claimed::toString);
    }

    @Test
    void aNameThatIsAskedForIsClaimed() {
        run(listener -> {}, "--name=shop");
        assertEquals(List.of(new TunnelName("shop")), claimed);
    }

    @Test
    void quietLeavesWarningsAlone() {
        run(
                listener -> {
                    listener.onSlowStep("the TLS handshake", Duration.ofSeconds(3));
                    listener.onDisconnected("connection refused", Duration.ofSeconds(1));
                },
                "--quiet");
        assertEquals(1, capture.err().size(), capture.err()::toString);
    }

    private static RequestRecord request() {
        return new RequestRecord("r-1", "shop", "GET", "/a", 200, Duration.ofMillis(12), 3, 4, "192.0.2.7");
    }

    private void run(Consumer<AgentListener> life, String... flags) {
        assertEquals(ExitCode.OK, run(life, new AgentEnd(Cause.CLOSED, "", ""), flags));
    }

    private ExitCode run(Consumer<AgentListener> life, AgentEnd end, String... flags) {
        Surroundings surroundings = new Surroundings(Map.of("HOME", home.toString()), home);
        List<String> words = new ArrayList<>(List.of(flags));
        words.add("--server=http://localhost");
        AgentPlan plan = AgentPlanner.plan(Verb.HTTP, "3000", Arguments.parse(Verb.HTTP, words), surroundings);
        RunningAgent.Starter starter = (config, listener) -> new ScriptedAgent(config, listener, life, end);
        return new AgentCommand(capture.console, surroundings, starter, first -> {}).run(plan);
    }

    /** An agent that plays its life at the start and has then ended. */
    private final class ScriptedAgent implements RunningAgent {
        private final AgentEnd end;

        ScriptedAgent(AgentConfig config, AgentListener listener, Consumer<AgentListener> life, AgentEnd end) {
            this.end = end;
            claimed.add(config.tunnels().getFirst().name().orElseThrow());
            life.accept(listener);
        }

        @Override
        public CompletionStage<AgentEnd> ended() {
            return CompletableFuture.completedStage(end);
        }

        @Override
        public void drain() {}
    }
}
