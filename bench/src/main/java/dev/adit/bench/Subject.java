// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.bench;

import java.util.List;

/**
 * One way from the visitor to the origin, of two hops.
 *
 * @param hops its processes: the visitor's side first
 */
record Subject(String name, int port, String host, List<Proc> hops) implements AutoCloseable {
    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    Proc.Cpu cpu() {
        return hops.stream().map(Proc::cpu).reduce(new Proc.Cpu(0, 0), Proc.Cpu::plus);
    }

    @Override
    public void close() {
        hops.reversed().forEach(Proc::close);
    }
}
