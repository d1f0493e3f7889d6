// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** A listener that cannot be bound is told with what helps. */
class BindFaultTest {
    @Test
    void aPortInUseIsToldSo() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            String told = refusal("127.0.0.1:" + other.getLocalPort());
            assertTrue(told.contains("Address already in use; stop what uses the port"), told);
            assertTrue(told.endsWith("choose another with --listen"), told);
        }
    }

    /** 192.0.2.0/24 is nobody's (RFC 5737). */
    @Test
    void anAddressOfAnotherMachineIsToldSo() {
        String told = refusal("192.0.2.1:0");
        assertTrue(told.endsWith("; this machine has no such address; choose another with --listen"), told);
    }

    @Test
    void aHostThatLeadsNowhereIsToldSo() {
        String told = refusal("nowhere.invalid:0");
        assertTrue(told.contains(": the host is unknown; write an address of this machine to --listen"), told);
    }

    /** Whoever runs the tests may be allowed to. */
    @Test
    void aPortOfTheSuperuserIsToldSo() {
        Throwable denied = new BindException("bind(..) failed with error(-13): Permission denied");
        assertEquals(
                "cannot listen on 0.0.0.0:80: Permission denied; ports below 1024 are not for every user;"
                        + " choose another with --listen, or give the server CAP_NET_BIND_SERVICE",
                BindFault.of(ListenAddress.parse("0.0.0.0:80"), denied, "--listen")
                        .getMessage());
    }

    private static String refusal(String listen) {
        ServerConfig config = Stage.config();
        try (Server server = new Server(config.withEdge(config.edge().withListen(ListenAddress.parse(listen))))) {
            return String.valueOf(assertThrows(IOException.class, server::start).getMessage());
        }
    }
}
