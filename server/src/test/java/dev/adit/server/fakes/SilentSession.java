// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.fakes;

import dev.adit.http.LinkReceiver;
import dev.adit.http.UpstreamLink;
import dev.adit.server.registry.Tunnel;
import dev.adit.server.registry.TunnelSession;
import dev.adit.wire.ReleaseReason;
import dev.adit.wire.StreamPreamble;
import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.function.Consumer;

/** A session that is alive, equal to itself alone, and that nobody may open a stream of. Stateless but for its loop. */
public class SilentSession implements TunnelSession {
    private final Optional<EventLoop> loop;

    /** One on no event loop. */
    public SilentSession() {
        loop = Optional.empty();
    }

    /** One to whose loop visitors come. */
    public SilentSession(EventLoop loop) {
        this.loop = Optional.of(loop);
    }

    @Override
    public EventLoop loop() {
        return loop.orElseThrow(() -> new AssertionError("nobody asks"));
    }

    @Override
    public Readiness readiness() {
        return Readiness.READY;
    }

    @Override
    public UpstreamLink open(StreamPreamble preamble, LinkReceiver receiver) {
        throw new AssertionError("nobody opens");
    }

    @Override
    public boolean isTrusted() {
        return true;
    }

    @Override
    public void probe(Consumer<Boolean> alive) {
        alive.accept(true);
    }

    @Override
    public void released(Tunnel tunnel, ReleaseReason reason, String message) {
        // What it served is another's now.
    }
}
