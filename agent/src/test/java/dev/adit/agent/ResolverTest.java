// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResolverTest {
    @Test
    void familiesAlternateBeginningWithTheSystemsFirst() {
        assertEquals(addresses("::1", "127.0.0.1", "::2", "::3"), interleaved("::1", "::2", "::3", "127.0.0.1"));
        assertEquals(addresses("127.0.0.1", "127.0.0.2"), interleaved("127.0.0.1", "127.0.0.2"));
        assertEquals(List.of(), Resolver.interleaved(List.of()));
    }

    /** Plain text is allowed to these names, so no resolver may lead them elsewhere. */
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "tunnel.localhost"})
    void localhostIsBothLoopbackAddresses(String name) {
        CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
        Resolver.resolve(name, Runnable::run, found::complete);
        assertEquals(addresses("127.0.0.1", "::1"), found.join());
    }

    @Test
    void aNameWithoutAddressesIsNothing() {
        CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
        Resolver.resolve("no-such-host.invalid", Runnable::run, found::complete);
        assertEquals(List.of(), found.join());
    }

    private static List<InetAddress> interleaved(String... literals) {
        return Resolver.interleaved(addresses(literals));
    }

    private static List<InetAddress> addresses(String... literals) {
        return java.util.Arrays.stream(literals).map(InetAddress::ofLiteral).toList();
    }
}
