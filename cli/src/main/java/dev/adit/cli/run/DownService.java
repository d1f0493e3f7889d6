// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import dev.adit.agent.Target;
import dev.adit.cli.log.Console;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Says once per run that the local service is down: what was tried, and what does listen on this machine. Thread-safe.
 *
 * <p>At the start it looks without connecting: the first connection a service sees should be a visitor's.
 */
final class DownService {
    private static final int SHOWN_PORTS = 12;

    private final Console console;
    private final Supplier<Optional<List<Integer>>> listening;
    private final boolean inContainer;
    private final AtomicBoolean told = new AtomicBoolean();

    DownService(Console console, Supplier<Optional<List<Integer>>> listening, boolean inContainer) {
        this.console = console;
        this.listening = listening;
        this.inContainer = inContainer;
    }

    /** Looks whether anything listens on a loopback target, without touching it. */
    void probe(Target target) {
        if (!(target instanceof Target.Address service) || !service.address().isLoopback() || told.get()) {
            return;
        }
        Thread.ofVirtual()
                .start(() -> listening
                        .get()
                        .filter(ports -> !ports.contains(service.port()))
                        .ifPresent(ports -> print(
                                target,
                                "the local service at " + target + " cannot be reached: nothing listens there",
                                Optional.of(ports))));
    }

    /** A visitor's request found the service down; {@code why} is a sentence that names it. */
    void tell(Target target, String why) {
        Thread.ofVirtual().start(() -> print(target, why, isLoopback(target) ? listening.get() : Optional.empty()));
    }

    private void print(Target target, String why, Optional<List<Integer>> ports) {
        if (told.compareAndSet(false, true)) {
            console.notice(why + others(ports) + containerHint(target) + "; the tunnel stays up");
        }
    }

    private static String others(Optional<List<Integer>> ports) {
        if (ports.isEmpty()) {
            return "";
        }
        String list =
                ports.get().stream().limit(SHOWN_PORTS).map(String::valueOf).collect(Collectors.joining(", "));
        String more = ports.get().size() > SHOWN_PORTS ? " and more" : "";
        return list.isEmpty() ? "; no port listens on loopback" : "; ports that listen on loopback: " + list + more;
    }

    private static boolean isLoopback(Target target) {
        return target instanceof Target.Address service && service.address().isLoopback();
    }

    private String containerHint(Target target) {
        return inContainer && isLoopback(target)
                ? "; in a container localhost is the container itself: use the service's name or host.docker.internal"
                : "";
    }
}
