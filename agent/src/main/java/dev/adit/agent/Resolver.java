// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Host names to addresses, anew on each call, off the event loop. {@code localhost} and what is below it is this machine,
 * whatever a resolver says (RFC 6761 section 6.3): plain text is allowed there. Stateless; the JVM's own cache
 * ({@code networkaddress.cache.ttl}) is the program's to set.
 */
final class Resolver {
    private static final List<InetAddress> LOOPBACK =
            List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));

    private Resolver() {}

    /** Calls back on the loop with the addresses in the order to try, empty when there are none. */
    static void resolve(String host, Executor loop, Consumer<List<InetAddress>> resolved) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            loop.execute(() -> resolved.accept(LOOPBACK));
            return;
        }
        Thread.ofVirtual().name("adit-resolve").start(() -> {
            List<InetAddress> addresses = lookUp(host);
            loop.execute(() -> resolved.accept(addresses));
        });
    }

    private static List<InetAddress> lookUp(String host) {
        try {
            return interleaved(List.of(InetAddress.getAllByName(host)));
        } catch (UnknownHostException ignored) { // no address is the answer
            return List.of();
        }
    }

    /** IPv4 and IPv6 in turn, beginning with what the system put first (RFC 8305 section 4). */
    static List<InetAddress> interleaved(List<InetAddress> addresses) {
        List<InetAddress> first = new ArrayList<>();
        List<InetAddress> second = new ArrayList<>();
        for (InetAddress address : addresses) {
            boolean like = address instanceof Inet6Address == addresses.getFirst() instanceof Inet6Address;
            (like ? first : second).add(address);
        }
        List<InetAddress> ordered = new ArrayList<>(addresses.size());
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            first.stream().skip(i).limit(1).forEach(ordered::add);
            second.stream().skip(i).limit(1).forEach(ordered::add);
        }
        return ordered;
    }
}
