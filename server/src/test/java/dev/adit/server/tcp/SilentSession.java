// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.tcp;

import dev.adit.http.LinkReceiver;
import dev.adit.http.UpstreamLink;
import dev.adit.server.registry.Tunnel;
import dev.adit.server.registry.TunnelSession;
import dev.adit.wire.ReleaseReason;
import dev.adit.wire.StreamPreamble;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;

/** A session that nobody talks to, equal to itself alone: ports ask it nothing. */
final class SilentSession implements TunnelSession {
    @Override
    public EventLoop loop() {
        throw new AssertionError("nobody asks");
    }

    @Override
    public Readiness readiness() {
        throw new AssertionError("nobody asks");
    }

    @Override
    public UpstreamLink open(StreamPreamble preamble, LinkReceiver receiver) {
        throw new AssertionError("nobody opens");
    }

    @Override
    public boolean isTrusted() {
        throw new AssertionError("nobody asks");
    }

    @Override
    public void probe(Consumer<Boolean> alive) {
        throw new AssertionError("nobody probes");
    }

    @Override
    public void released(Tunnel tunnel, ReleaseReason reason, String message) {
        throw new AssertionError("nobody releases");
    }
}
