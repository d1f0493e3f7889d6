// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two networks of this test's own, a house and the world, with one cable between them: the house sees the world's end of
 * it and nothing behind, as behind a firewall whose proxy stands there. Confined to the test's thread.
 */
final class Networks implements AutoCloseable {
    /** The world's end of the cable. */
    static final String PROXY = "10.99.0.1";
    /** An address of the world that the house has no way to. */
    static final String SERVER = "10.99.1.1";

    private final Processes processes;
    private final Path ip;
    private final List<String> made = new ArrayList<>();
    private final String world = "adit-world-" + ProcessHandle.current().pid();
    private final String house = "adit-house-" + ProcessHandle.current().pid();

    private Networks(Processes processes, Path ip) {
        this.processes = processes;
        this.ip = ip;
    }

    /** Makes both; the test is skipped where that needs a right or a program that is not there. */
    static Networks make(Processes processes) {
        Optional<Path> ip = Processes.installed("ip");
        assumeTrue(ip.isPresent(), "ip (iproute2) is not installed");
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may make network namespaces");
        Networks networks = new Networks(processes, ip.get());
        try {
            networks.lay();
        } catch (AssertionError | RuntimeException failure) {
            networks.close();
            throw failure;
        }
        return networks;
    }

    private void lay() {
        for (String name : List.of(world, house)) {
            assumeTrue(run("netns", "add", name) == 0, "network namespaces cannot be made here");
            made.add(name);
            must("-n", name, "link", "set", "lo", "up");
        }
        must("link", "add", "name", "cable", "netns", world, "type", "veth", "peer", "name", "cable", "netns", house);
        must("-n", world, "address", "add", PROXY + "/30", "dev", "cable");
        must("-n", world, "address", "add", SERVER + "/32", "dev", "lo");
        must("-n", world, "link", "set", "cable", "up");
        must("-n", house, "address", "add", "10.99.0.2/30", "dev", "cable");
        must("-n", house, "link", "set", "cable", "up");
    }

    /** Starts programs in the world. */
    Processes world() {
        return processes.behind(ip.toString(), "netns", "exec", world);
    }

    /** Starts programs in the house. */
    Processes house() {
        return processes.behind(ip.toString(), "netns", "exec", house);
    }

    private void must(String... words) {
        if (run(words) != 0) {
            throw new AssertionError("ip " + String.join(" ", words) + " failed");
        }
    }

    private int run(String... words) {
        return processes.start(ip, Map.of(), words).awaitExit();
    }

    /** Takes both away; processes that still run there end with the test. */
    @Override
    public void close() {
        made.forEach(name -> run("netns", "delete", name));
    }
}
