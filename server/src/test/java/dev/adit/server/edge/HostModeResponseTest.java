// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.FieldName;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No tunnel sets a cookie that the others get (CK-01). */
class HostModeResponseTest {
    private static final HostModeResponse EDIT = new HostModeResponse(new SharedDomain("tunnels.test"), true);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a=b                                   | a=b
            a=b; Domain=tunnels.test; Path=/      | a=b; Path=/
            a=b; Domain=.tunnels.test             | a=b
            a=b;domain = Tunnels.TEST ;Secure     | a=b;Secure
            a=b; Domain=test                      | a=b
            a=b; Domain=tunnels.test.             | a=b
            a=b; Domain="tunnels.test"            | a=b
            a=b; Domain=x.test; Domain=test       | a=b; Domain=x.test
            a=b; Domain=demo.tunnels.test         | a=b; Domain=demo.tunnels.test
            a=b; Domain=els.test                  | a=b; Domain=els.test
            a=b; Domain=other.test; HttpOnly      | a=b; Domain=other.test; HttpOnly
            a=b; Domain=                          | a=b; Domain=
            a=b; Domain                           | a=b; Domain
            a=Domain=test; Secure                 | a=Domain=test; Secure
            """)
    void cookiesForTheSharedDomainStayWithTheirHost(String from, String to) {
        assertEquals(Optional.of(to), EDIT.apply(FieldName.SET_COOKIE, from));
    }

    @Test
    void onlyATrustedAgentNamesFailures() {
        assertFalse(EDIT.concerns(FieldName.ADIT_ERROR));
        HostModeResponse untrusted = new HostModeResponse(new SharedDomain("tunnels.test"), false);
        assertTrue(untrusted.concerns(FieldName.ADIT_ERROR));
        assertEquals(Optional.empty(), untrusted.apply(FieldName.ADIT_ERROR, "ADIT-502-REFUSED"));
    }
}
