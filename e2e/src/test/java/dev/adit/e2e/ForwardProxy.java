// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.adit.wire.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies on an agent's way out, as real processes with small configurations. Each knows a name of the server
 * that no agent takes for loopback, since loopback is dialled directly.
 */
enum ForwardProxy {
    /** Its own hosts file holds a name that nobody else resolves: only through it is there a way. */
    SQUID("tunnel.adit.test") {
        @Override
        Running run(Processes processes, Path program, HostPort listen, Optional<String> user, int idleSeconds) {
            processes.write("hosts", "127.0.0.1 " + serverHost() + "\n");
            // Started by root it goes on as another user, who reads the password file.
            enterable(processes.folder());
            processes.write("passwords", USER + ":$apr1$RcomZP2X$58x56QvywEdfcUP51ZqBD/\n");
            String access = user.isEmpty() ? "http_access allow all\n" : """
                    auth_param basic program /usr/lib/squid/basic_ncsa_auth %s/passwords
                    acl known proxy_auth REQUIRED
                    http_access allow known
                    http_access deny all
                    """.formatted(processes.folder());
            Path configuration =
                    processes.write("squid.conf", """
                    http_port %s
                    visible_hostname squid
                    pid_filename none
                    cache_log /dev/null
                    access_log none
                    cache deny all
                    pinger_enable off
                    hosts_file %s/hosts
                    read_timeout %d seconds
                    %s""".formatted(listen, processes.folder(), idleSeconds, access));
            Running running = processes.start(
                    program, Map.of(), "-N", "-d", "1", "-n", "adit" + listen.port(), "-f", configuration.toString());
            running.awaitStderr("Accepting HTTP Socket connections");
            return running;
        }
    },
    /** It resolves as the machine does; the address of no host leads back to the machine itself. */
    TINYPROXY("0.0.0.0") {
        @Override
        Running run(Processes processes, Path program, HostPort listen, Optional<String> user, int idleSeconds) {
            String access =
                    user.map(name -> "BasicAuth " + name + " " + PASSWORD).orElse("");
            Path configuration =
                    processes.write("tinyproxy.conf", """
                    Port %d
                    Listen %s
                    Timeout %d
                    %s
                    """.formatted(listen.port(), listen.host(), idleSeconds, access));
            Running running = processes.start(program, Map.of(), "-d", "-c", configuration.toString());
            running.awaitStdout("Accepting connections");
            return running;
        }
    };

    static final String USER = "ann";
    static final String PASSWORD = "password";

    private final String serverHost;

    ForwardProxy(String serverHost) {
        this.serverHost = serverHost;
    }

    abstract Running run(Processes processes, Path program, HostPort listen, Optional<String> user, int idleSeconds);

    /** The server on loopback, as this proxy reaches it and the agent does not. */
    String serverHost() {
        return serverHost;
    }

    /** Starts it on a port of loopback; with a user it asks for that name and {@link #PASSWORD}. */
    Running start(Processes processes, int port, Optional<String> user, int idleSeconds) {
        return start(processes, new HostPort("127.0.0.1", port), user, idleSeconds);
    }

    /** The same on another address. */
    Running start(Processes processes, HostPort listen, Optional<String> user, int idleSeconds) {
        String name = name().toLowerCase(Locale.ROOT);
        Optional<Path> program = Processes.installed(name);
        assumeTrue(program.isPresent(), name + " is not installed");
        return run(processes, program.get(), listen, user, idleSeconds);
    }

    private static void enterable(Path folder) {
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
