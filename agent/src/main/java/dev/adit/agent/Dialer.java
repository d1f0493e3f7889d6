// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import java.io.IOException;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** Starts the dials of one run; keeps what they share. Confined to the agent's event loop. */
final class Dialer {
    private final Sockets sockets;
    private final AgentConfig config;
    private @Nullable TlsClient tls;

    Dialer(Sockets sockets, AgentConfig config) {
        this.sockets = sockets;
        this.config = config;
    }

    /** Sends one request to the server; the outcome never comes from within this call. */
    Dial dial(String request, AgentListener listener, Dial.Outcome outcome) {
        return Dial.start(this, listener, request, outcome);
    }

    Sockets sockets() {
        return sockets;
    }

    AgentConfig config() {
        return config;
    }

    /** The TLS towards the server; built on first use, since reading the trust store takes time. */
    TlsClient tls() throws IOException, GeneralSecurityException {
        if (tls == null) {
            tls = TlsClient.verifying(config.dial().caFile());
        }
        return tls;
    }
}
