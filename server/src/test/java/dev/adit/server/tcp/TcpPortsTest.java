// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.ErrorCode;
import dev.adit.server.PortRange;
import dev.adit.server.fakes.SilentSession;
import dev.adit.server.fakes.TestClock;
import dev.adit.server.registry.Owner;
import dev.adit.server.registry.Tunnel;
import dev.adit.testkit.ManualTime;
import dev.adit.wire.AccessList;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Which tunnel gets which port, whatever the order in which sockets are bound and closed (TP-08, CE-07). */
class TcpPortsTest {
    private static final Duration HOLD = Duration.ofMinutes(10);
    private static final Owner ALICE = Owner.ofKey("alice", 0);
    private static final Owner BOB = Owner.ofKey("bob", 0);

    private final ManualTime time = new ManualTime();
    private final Set<Tunnel> live = new HashSet<>();
    private final Sockets sockets = new Sockets();
    private final TcpPorts ports = portsOf(7001, 7001);

    private record Attempt(int port, Consumer<Optional<Channel>> answer) {}

    /** Binds and closes when the test says so. */
    private static final class Sockets implements TcpPorts.Binder {
        final List<Attempt> attempts = new ArrayList<>();
        final List<Runnable> closings = new ArrayList<>();

        @Override
        public void bind(int port, String tunnelName, Consumer<Optional<Channel>> answer) {
            attempts.add(new Attempt(port, answer));
        }

        Channel succeed() {
            Channel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
                @Override
                public void close(ChannelHandlerContext context, ChannelPromise promise) {
                    closings.add(() -> context.close(promise));
                }
            });
            attempts.removeFirst().answer().accept(Optional.of(channel));
            return channel;
        }

        void fail() {
            attempts.removeFirst().answer().accept(Optional.empty());
        }

        void closed() {
            closings.removeFirst().run();
        }
    }

    private TcpPorts portsOf(int first, int last) {
        return new TcpPorts(
                Optional.of(new PortRange(first, last)), sockets, live::contains, new TestClock(time), HOLD);
    }

    private Tunnel tunnel(String name, Owner owner) {
        Tunnel tunnel = new Tunnel(
                TunnelName.parse(name).orElseThrow(), TunnelKind.TCP, 1, owner, AccessList.OPEN, new SilentSession());
        live.removeIf(before -> before.name().equals(tunnel.name()));
        live.add(tunnel);
        return tunnel;
    }

    private static List<String> ask(TcpPorts of, Tunnel tunnel, Optional<Integer> wanted) {
        List<String> answers = new ArrayList<>();
        of.open(
                tunnel,
                wanted,
                result -> answers.add(
                        switch (result) {
                            case TcpPorts.Result.Open open -> Integer.toString(open.port());
                            case TcpPorts.Result.Failed failed -> failed.code().name();
                        }));
        return answers;
    }

    private List<String> ask(Tunnel tunnel) {
        return ask(ports, tunnel, Optional.empty());
    }

    private void ends(Tunnel tunnel) {
        live.remove(tunnel);
        ports.close(tunnel);
    }

    @Test
    void aSessionThatComesWhileThePortIsBoundForItsPredecessorGetsIt() {
        List<String> first = ask(tunnel("database", ALICE));
        List<String> second = ask(tunnel("database", ALICE));
        sockets.succeed();
        assertEquals(List.of(ErrorCode.PORT_TAKEN.name()), first);
        assertEquals(List.of("7001"), second);
        assertTrue(sockets.closings.isEmpty(), "the port stays bound");
    }

    @Test
    void aSessionThatComesWhileThePortIsClosedGetsItAfterwards() {
        Tunnel before = tunnel("database", ALICE);
        ask(before);
        sockets.succeed();
        ends(before);
        List<String> answer = ask(tunnel("database", ALICE));
        assertTrue(sockets.attempts.isEmpty(), "the socket is not closed yet, so it could not be bound");
        sockets.closed();
        sockets.succeed();
        assertEquals(List.of("7001"), answer);
    }

    @Test
    void aPortBoundForATunnelThatIsGoneIsClosedAndKeptForItsOwner() {
        Tunnel gone = tunnel("database", ALICE);
        ask(gone);
        ends(gone);
        Channel channel = sockets.succeed();
        sockets.closed();
        assertFalse(channel.isOpen());
        assertEquals(List.of(ErrorCode.NO_PORT_LEFT.name()), ask(tunnel("other", BOB)));
        List<String> again = ask(tunnel("database", ALICE));
        sockets.succeed();
        assertEquals(List.of("7001"), again);
    }

    @Test
    void aPortIsAnyonesOnceItsHoldIsOver() {
        Tunnel gone = tunnel("database", ALICE);
        ask(gone);
        sockets.succeed();
        ends(gone);
        sockets.closed();
        time.advance(HOLD);
        List<String> answer = ask(tunnel("other", BOB));
        sockets.succeed();
        assertEquals(List.of("7001"), answer);
    }

    @Test
    void aTakeoverKeepsThePortBound() {
        Tunnel before = tunnel("database", ALICE);
        ask(before);
        sockets.succeed();
        List<String> answer = ask(tunnel("database", ALICE));
        ports.close(before);
        assertEquals(List.of("7001"), answer);
        assertTrue(sockets.closings.isEmpty());
    }

    @Test
    void aTakeoverThatWantsAnotherPortGivesTheOldOneUp() {
        TcpPorts two = portsOf(7001, 7002);
        ask(two, tunnel("database", ALICE), Optional.of(7001));
        sockets.succeed();
        List<String> answer = ask(two, tunnel("database", ALICE), Optional.of(7002));
        sockets.succeed();
        sockets.closed();
        assertEquals(List.of("7002"), answer);
    }

    @Test
    void aPortThatAnotherProcessHoldsIsPassedOver() {
        TcpPorts two = portsOf(7001, 7002);
        List<String> answer = ask(two, tunnel("database", ALICE), Optional.empty());
        int foreign = sockets.attempts.getFirst().port();
        sockets.fail();
        sockets.succeed();
        assertEquals(List.of(foreign == 7001 ? "7002" : "7001"), answer);
    }

    /** A server that was started anew knows nothing of before, and agents come back in another order. */
    @Test
    void aNameHasAPlaceOfItsOwnInTheRange() {
        Map<String, Integer> before = new HashMap<>();
        TcpPorts first = portsOf(7001, 7999);
        for (String name : List.of("database", "letters", "shell")) {
            ask(first, tunnel(name, ALICE), Optional.empty());
            before.put(name, sockets.attempts.removeFirst().port());
        }
        TcpPorts second = portsOf(7001, 7999);
        for (String name : List.of("shell", "database", "letters")) {
            ask(second, tunnel(name, ALICE), Optional.empty());
            assertEquals(before.get(name), sockets.attempts.removeFirst().port());
        }
    }

    @Test
    void withAllPortsHeldByOthersThereIsNoneLeft() {
        TcpPorts two = portsOf(7001, 7002);
        List<String> answer = ask(two, tunnel("database", ALICE), Optional.empty());
        sockets.fail();
        sockets.fail();
        assertEquals(List.of(ErrorCode.NO_PORT_LEFT.name()), answer);
    }

    @Test
    void theWantedPortOfAnotherIsTaken() {
        ask(tunnel("database", ALICE));
        assertEquals(List.of(ErrorCode.PORT_TAKEN.name()), ask(ports, tunnel("other", BOB), Optional.of(7001)));
    }

    @Test
    void aWantedPortThatCannotBeBoundIsTaken() {
        List<String> answer = ask(ports, tunnel("database", ALICE), Optional.of(7001));
        sockets.fail();
        assertEquals(List.of(ErrorCode.PORT_TAKEN.name()), answer);
    }

    @Test
    void aPortOutsideTheRangeAndATunnelWithoutARangeAreRefused() {
        assertEquals(List.of(ErrorCode.RIGHTS_MISSING.name()), ask(ports, tunnel("database", ALICE), Optional.of(80)));
        TcpPorts none = new TcpPorts(Optional.empty(), sockets, live::contains, new TestClock(time), HOLD);
        assertEquals(List.of(ErrorCode.RIGHTS_MISSING.name()), ask(none, tunnel("database", ALICE), Optional.empty()));
    }

    @Test
    void atTheEndEveryPortIsClosedAndEveryoneWhoWaitsIsAnswered() {
        Tunnel tunnel = tunnel("database", ALICE);
        List<String> waiting = ask(tunnel);
        ports.closeAll();
        assertEquals(List.of(ErrorCode.PORT_TAKEN.name()), waiting);
        Channel late = sockets.succeed();
        sockets.closed();
        assertFalse(late.isOpen());
        assertEquals(List.of(ErrorCode.PORT_TAKEN.name()), ask(tunnel));
    }
}
