// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.Authority;
import dev.adit.http.FieldName;
import dev.adit.http.HeadScanner;
import dev.adit.http.HttpLimits;
import dev.adit.http.HttpRejection;
import dev.adit.http.MessageHead;
import dev.adit.wire.TunnelName;
import dev.adit.wire.WebSocketHandshake;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Fuzz target of an agent's dial (CE-01 to CE-06): any head is a dial or one with a named problem; the credential is
 * never shown, and a name that is asked for is a name or refused.
 */
public final class ConnectFuzz {
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    private static final Authority DIALLED = new Authority("localhost", 80);

    private ConnectFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        ByteBuf in = Unpooled.wrappedBuffer(input);
        try {
            HeadScanner scanner = HeadScanner.ofThread();
            if (scanner.scanRequest(in, HttpLimits.DEFAULT)) {
                check(scanner.head());
            }
        } catch (HttpRejection refused) {
            // No dial at all.
        } finally {
            in.release();
        }
    }

    private static void check(MessageHead head) {
        ConnectAttempt attempt = ConnectAttempt.of(head, DIALLED, PEER, "1-0");
        assertEquals(head.count(FieldName.AUTHORIZATION), attempt.credentialFields());
        assertEquals(attempt.credentialFields() > 0, attempt.credential().isPresent());
        attempt.credential().ifPresent(secret -> assertEquals("***", secret.toString()));
        if (attempt.problem().isEmpty()) {
            assertTrue(head.isMethod("GET"));
            assertEquals(28, WebSocketHandshake.accept(attempt.webSocketKey()).length());
        }
        attempt.subdomain()
                .flatMap(TunnelName::parse)
                .ifPresent(name -> assertTrue(name.value().matches("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")));
    }
}
