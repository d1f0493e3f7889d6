// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One tunnel over the whole run: what it is, the name and the port that it keeps, what it proved itself with. Confined to
 * the agent's event loop.
 */
final class TunnelState {
    private final int id;
    private final TunnelConfig config;
    private final TunnelName name;
    private final StreamForwarder forwarder;
    private @Nullable Secret resume;
    /** What the server picked; empty before it has, and for a tunnel that is told its port. */
    private Optional<Integer> givenPort = Optional.empty();

    private String publicUrl = "";
    private boolean held;
    private boolean ended;

    TunnelState(int id, TunnelConfig config, TunnelName name, StreamForwarder forwarder) {
        this.id = id;
        this.config = config;
        this.name = name;
        this.forwarder = forwarder;
    }

    int id() {
        return id;
    }

    TunnelConfig config() {
        return config;
    }

    TunnelName name() {
        return name;
    }

    StreamForwarder forwarder() {
        return forwarder;
    }

    Optional<Secret> resume() {
        return Optional.ofNullable(resume);
    }

    /** The public port to ask for: the configured one, else the one that the server gave before; empty: any. */
    Optional<Integer> port() {
        return config.remotePort().isPresent() ? Optional.of(config.remotePort().getAsInt()) : givenPort;
    }

    /** Asks for a port that the server gave before no more; tells whether there was one. */
    boolean forgetGivenPort() {
        boolean had = givenPort.isPresent();
        givenPort = Optional.empty();
        return had;
    }

    /** The public URL of the newest session; empty before the first. */
    String publicUrl() {
        return publicUrl;
    }

    /** Whether some session of this run has had the name. */
    boolean wasHeld() {
        return held;
    }

    /** Whether it is claimed no more: refused for good, or taken over. */
    boolean hasEnded() {
        return ended;
    }

    /**
     * A session has it now.
     *
     * @param port the public port that the server tells; empty for http, and where no port can be asked for
     */
    void onHeld(String url, Optional<Integer> port, Optional<Secret> newResume) {
        held = true;
        if (config.kind() == TunnelKind.TCP && config.remotePort().isEmpty()) {
            givenPort = port;
        }
        publicUrl = url;
        newResume.ifPresent(token -> resume = token);
    }

    void end() {
        ended = true;
        forwarder.close();
    }
}
