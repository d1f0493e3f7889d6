// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The TCP ports that listen on loopback or on all addresses, out of Linux' tables of sockets. Stateless. */
final class ListeningPorts {
    private static final String LISTEN = "0A";

    private ListeningPorts() {}

    /** The ports in order; empty where the tables cannot be read. */
    static Optional<List<Integer>> read(Path tables) {
        try {
            TreeSet<Integer> ports = new TreeSet<>();
            for (String name : List.of("tcp", "tcp6")) {
                Path table = tables.resolve(name);
                if (Files.exists(table)) {
                    ports(Files.readAllLines(table).stream()).forEach(ports::add);
                }
            }
            return Files.exists(tables.resolve("tcp")) ? Optional.of(List.copyOf(ports)) : Optional.empty();
        } catch (IOException ignored) {
            return Optional.empty();
        }
    }

    /** Rows read {@code sl local_address rem_address st ...}, addresses in hex with the port behind a colon. */
    private static Stream<Integer> ports(Stream<String> rows) {
        return rows.map(row -> row.strip().split("\\s+"))
                .filter(columns -> columns.length > 3 && columns[3].equals(LISTEN))
                .filter(columns -> isLocal(columns[1]))
                .map(columns -> Integer.parseInt(columns[1].substring(columns[1].indexOf(':') + 1), 16));
    }

    /** 127.0.0.0/8 and 0.0.0.0 in host byte order, :: and ::1, and 127.0.0.0/8 mapped into IPv6. */
    private static boolean isLocal(String address) {
        String host = address.substring(0, address.indexOf(':'));
        return host.matches("0+")
                || host.matches("[0-9A-F]{6}7F")
                || host.matches("0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F");
    }
}
