// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts what carries TCP connections to a service: two haproxy hops, Adit, bore when it is installed. */
final class TcpPeers implements AutoCloseable {
    private final Peers peers;
    private final Path image;
    private final Path folder;
    private final Started started = new Started();
    private final Optional<Path> bore = Peers.installed("bore");
    private Optional<Proc> boreServer = Optional.empty();

    TcpPeers(Peers peers, Path image, Path folder) {
        this.peers = peers;
        this.image = image;
        this.folder = folder;
    }

    /** Listens for iperf3's clients; returns its port. */
    int iperfServer() {
        int port = Peers.freePort();
        started.keep(Proc.start(
                folder, "iperf3", List.of("iperf3", "-s", "-B", "127.0.0.1", "-p", "" + port, "--forceflush")));
        Waiting.untilListening(port);
        return port;
    }

    /** All there are, each with processes of its own; the one to compare with comes first. */
    List<Subject> to(int service, String label) {
        List<Subject> subjects = new ArrayList<>(List.of(haproxyTwice(service, label), adit(service, label)));
        bore(service, label).ifPresent(subjects::add);
        return subjects;
    }

    private Subject haproxyTwice(int service, String label) {
        int inner = Peers.freePort();
        Proc second = haproxy("haproxy-2-" + label, inner, service);
        int outer = Peers.freePort();
        Proc first = haproxy("haproxy-1-" + label, outer, inner);
        return new Subject("haproxy x2", outer, "127.0.0.1", List.of(first, second));
    }

    /** One thread and no master: its CPU time is the hop's. */
    private Proc haproxy(String name, int port, int upstream) {
        Path config = peers.write(
                name + ".cfg",
                "global\n nbthread 1\n maxconn 8192\ndefaults\n mode tcp\n timeout connect 5s\n timeout client 1h\n"
                        + " timeout server 1h\nlisten l\n bind 127.0.0.1:" + port + "\n server s 127.0.0.1:" + upstream
                        + "\n");
        Proc hop = started.keep(Proc.start(folder, name, List.of("haproxy", "-db", "-f", config.toString())));
        Waiting.untilListening(port);
        return hop;
    }

    private Subject adit(int service, String label) {
        int port = Peers.freePort();
        Proc server = started.keep(peers.aditServer("tcp-" + label, "--tcp-ports", port + "-" + port));
        Proc agent = started.keep(Proc.start(
                folder,
                "tcp-agent-" + label,
                List.of(
                        image.toString(),
                        "tcp",
                        "127.0.0.1:" + service,
                        "-s",
                        "http://127.0.0.1:" + peers.listenPort(server),
                        "-n",
                        "demo"),
                "ADIT_KEY",
                Peers.KEY));
        agent.awaitOutput("->", System.nanoTime());
        return new Subject("adit", port, "127.0.0.1", List.of(server, agent));
    }

    /** Its control port is fixed, so one server carries all; no two of its tunnels are loaded at once. */
    private Optional<Subject> bore(int service, String label) {
        return bore.map(program -> {
            Proc server = boreServer.orElseGet(() -> startBore(program));
            int port = Peers.freePort();
            Proc local = started.keep(Proc.start(
                    folder,
                    "bore-local-" + label,
                    List.of(program.toString(), "local", "" + service, "--to", "127.0.0.1", "--port", "" + port)));
            Waiting.untilListening(port);
            return new Subject("bore", port, "127.0.0.1", List.of(server, local));
        });
    }

    private Proc startBore(Path program) {
        Proc server = started.keep(Proc.start(
                folder,
                "bore-tcp-server",
                List.of(program.toString(), "server", "--bind-addr", "127.0.0.1", "--min-port", "1024")));
        Waiting.untilListening(7835);
        boreServer = Optional.of(server);
        return server;
    }

    @Override
    public void close() {
        started.close();
    }
}
