// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.wire.HostPort;
import dev.adit.wire.TunnelKind;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where a tunnel's local service is reached. Prints normalised: {@code http://localhost:3000},
 * {@code tcp://localhost:22}, {@code unix:/run/app.sock}. Immutable.
 *
 * <p>The agent dials nothing else, whatever a visitor sends.
 */
public sealed interface Target {
    /** How the agent speaks to a service behind an address. */
    enum Scheme {
        HTTP(80),
        HTTPS(443),
        TCP(-1);

        private final int defaultPort;

        Scheme(int defaultPort) {
            this.defaultPort = defaultPort;
        }

        String prefix() {
            return name().toLowerCase(Locale.ROOT) + "://";
        }
    }

    /** A service at a host and port; a host name is resolved on every dial. */
    record Address(Scheme scheme, HostPort address) implements Target {
        public Address {
            if (address.port() == 0) {
                throw new IllegalArgumentException("port 0 cannot be dialled; write the port the service listens on");
            }
        }

        public String host() {
            return address.host();
        }

        public int port() {
            return address.port();
        }

        @Override
        public String toString() {
            return scheme.prefix() + address;
        }
    }

    /** An HTTP service at a Unix domain socket. */
    record UnixSocket(Path path) implements Target {
        public UnixSocket {
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("'unix:" + path + "' is not absolute; write unix:/path.sock");
            }
        }

        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /** The authority that {@code --host-header rewrite} sends as Host. */
    default String authority() {
        return switch (this) {
            case Address service -> service.address().toString();
            case UnixSocket _ -> "localhost";
        };
    }

    /**
     * Reads {@code 3000}, {@code host:3000}, {@code http://host:3000}, {@code https://host:8443} or
     * {@code unix:/path.sock} for an HTTP tunnel, {@code 22}, {@code host:22} or {@code tcp://host:22} for a TCP one.
     *
     * @throws IllegalArgumentException naming the text and what to write instead
     */
    static Target parse(TunnelKind kind, String text) {
        return switch (kind) {
            case HTTP -> TargetText.http(text);
            case TCP -> TargetText.tcp(text);
        };
    }

    /** The scheme's port for a URL that names none, negative when there is no such port. */
    static int defaultPort(Scheme scheme) {
        return scheme.defaultPort;
    }
}
