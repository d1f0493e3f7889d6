// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.wire.PoolGrant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolDialectTest {
    private static final ServerAddress SERVER = ServerAddress.parse("https://tunnel.example.com");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "port":62322                          | AETHERLINK
            "port":62322,"url":"https://x"        | AETHERLINK
            "port":7000,"auth_required":false     | AETHERLINK
            "port":7000,"token":"a.b.c"           | AETHERLINK
            "port":7000,"token":"t","links":"own" | LOCALTUNNEL
            "port":7000,"links":"shared"          | AETHERLINK
            "port":36147                          | LOCALTUNNEL
            "port":62322,"cached_url":"https://x" | LOCALTUNNEL
            "port":62322,"ip":"192.0.2.7"         | LOCALTUNNEL
            """)
    void theAnswerTellsWhoseProtocolItIs(String fields, PoolDialect dialect) {
        PoolGrant grant = grant(fields);
        assertEquals(dialect, PoolDialect.of(WireProtocol.POOL, grant));
        assertEquals(PoolDialect.AETHERLINK, PoolDialect.of(WireProtocol.AETHERLINK, grant));
        assertEquals(PoolDialect.LOCALTUNNEL, PoolDialect.of(WireProtocol.LOCALTUNNEL, grant));
    }

    /** A server may send its agent to a node of its own on the internet, not into the agent's own network. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7:4000",
        "2001:db8::7, [2001:db8::7]:4000",
        "127.0.0.1, tunnel.example.com:4000",
        "10.1.2.3, tunnel.example.com:4000",
        "192.168.1.1, tunnel.example.com:4000",
        "169.254.169.254, tunnel.example.com:4000",
        "fd00::1, tunnel.example.com:4000",
        "0.0.0.0, tunnel.example.com:4000",
        "node.example.com, tunnel.example.com:4000"
    })
    void aNodeIsDialledWhenItIsPublic(String address, String destination) {
        PoolGrant grant = grant("\"port\":4000,\"ip\":\"" + address + "\"");
        assertEquals(
                destination, PoolDialect.LOCALTUNNEL.destination(SERVER, grant).toString());
        assertEquals(
                "tunnel.example.com:4000",
                PoolDialect.AETHERLINK.destination(SERVER, grant).toString());
    }

    private static PoolGrant grant(String fields) {
        return PoolGrant.parse("{\"id\":\"shop\"," + fields + "}");
    }
}
