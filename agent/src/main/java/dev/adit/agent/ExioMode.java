// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.ErrorCode;
import dev.adit.wire.ExioConfig;
import dev.adit.wire.HttpAnswer;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What is special about a server that does not speak adit.1: what it cannot do, and how its URLs are found. */
final class ExioMode {
    private ExioMode() {}

    /** Why such a server cannot serve these tunnels, if it cannot. */
    static Optional<AgentEnd> misfit(AgentConfig config, List<TunnelState> tunnels) {
        TunnelConfig tunnel = tunnels.getFirst().config();
        if (config.dial().protocol() == WireProtocol.ADIT) {
            return refused("--protocol adit was asked for");
        }
        if (tunnels.size() > 1) {
            return refused("such a server carries one tunnel per agent, " + tunnels.size() + " were asked for");
        }
        if (tunnel.remotePort().isPresent()) {
            return refused("such a server picks the port itself, leave --remote-port out");
        }
        if (!tunnel.visitors().access().isOpen()) {
            return refused("such a server neither checks --allow-cidr and --deny-cidr nor tells who visits,"
                    + " so everybody would be let in; leave them out if you mean that");
        }
        return Optional.empty();
    }

    private static Optional<AgentEnd> refused(String why) {
        return Optional.of(new AgentEnd(
                AgentEnd.Cause.REFUSED, ErrorCode.WIRE_VERSION.code(), "the server does not speak adit.1: " + why));
    }

    /**
     * Asks the server where its tunnels live, without showing the key, and tells the tunnel's public URL. A server that
     * does not say is taken to use sub-domains of its own name.
     */
    static void findUrl(Dialer dialer, TunnelState tunnel, HttpAnswer connected, Consumer<String> found) {
        ServerAddress server = dialer.config().server();
        ExioConfig assumed = new ExioConfig(false, server.host());
        String request = "GET /_config HTTP/1.1\r\nHost: " + server.authority() + "\r\nConnection: close\r\n\r\n";
        dialer.dial(request, AgentListener.NONE, new Dial.Outcome() {
            @Override
            public void onAnswer(Channel channel, HttpAnswer answer, ByteBuf leftover) {
                leftover.release();
                channel.close();
                found.accept(url(tunnel, connected, parsed(answer).orElse(assumed)));
            }

            @Override
            public void onFailed(String reason) {
                found.accept(url(tunnel, connected, assumed));
            }
        });
    }

    private static Optional<ExioConfig> parsed(HttpAnswer answer) {
        try {
            return answer.status() == 200 ? Optional.of(ExioConfig.parse(answer.body())) : Optional.empty();
        } catch (WireException ignored) { // no configuration either way
            return Optional.empty();
        }
    }

    private static String url(TunnelState tunnel, HttpAnswer connected, ExioConfig server) {
        if (tunnel.config().kind() == TunnelKind.HTTP) {
            return server.publicUrl(tunnel.name());
        }
        return "tcp://" + server.baseDomain()
                + connected.first("X-Exio-TCP-Port").map(port -> ":" + port).orElse("");
    }
}
