// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.Authority;
import dev.adit.http.FieldName;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of a tunnel below a path stay below it (EX-12). */
class PathModeResponseTest {
    private static final PathModeResponse EDIT =
            new PathModeResponse("/demo", new Authority("here.test", 8080), "", true);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /login                        | /demo/login
            /                             | /demo/
            /demo/login                   | /demo/login
            /demo                         | /demo
            /demo?x=1                     | /demo?x=1
            /demolition                   | /demo/demolition
            /demo2/x                      | /demo/demo2/x
            next                          | next
            ?page=2                       | ?page=2
            #top                          | #top
            http://here.test:8080/a?b#c   | http://here.test:8080/demo/a?b#c
            HTTP://HERE.test:8080         | HTTP://HERE.test:8080/demo/
            http://here.test:8080?x       | http://here.test:8080/demo/?x
            //here.test:8080/a            | //here.test:8080/demo/a
            http://here.test:8080/demo/a  | http://here.test:8080/demo/a
            http://here.test:9090/a       | http://here.test:9090/a
            http://here.test/a            | http://here.test/a
            https://here.test/a           | https://here.test/a
            https://other.test/a          | https://other.test/a
            //other.test/a                | //other.test/a
            http://u@here.test:8080/a     | http://u@here.test:8080/a
            mailto:a@here.test            | mailto:a@here.test
            """)
    void locationsOfOurOriginGetThePrefix(String from, String to) {
        assertEquals(Optional.of(to), EDIT.apply(FieldName.LOCATION, from));
    }

    /** Behind a proxy that speaks TLS the visitor's Host has no port, whatever scheme the service believes in. */
    @ParameterizedTest
    @CsvSource({
        "http://here.test/a, http://here.test/demo/a",
        "https://here.test/a, https://here.test/demo/a",
        "https://here.test:443/a, https://here.test:443/demo/a",
        "http://here.test:81/a, http://here.test:81/a"
    })
    void aHostWithoutPortMeansTheUsualOnes(String from, String to) {
        PathModeResponse edit = new PathModeResponse("/demo", new Authority("here.test", -1), "", true);
        assertEquals(Optional.of(to), edit.apply(FieldName.LOCATION, from));
    }

    /** A proxy in front may ask another host than the one that visitors see. */
    @ParameterizedTest
    @CsvSource({
        "https://pub.test/a, https://pub.test/demo/a",
        "HTTPS://Pub.test, HTTPS://Pub.test/demo/",
        "https://pub.test.evil.test/a, https://pub.test.evil.test/a",
        "https://pub.test:444/a, https://pub.test:444/a",
        "http://127.0.0.1:8080/a, http://127.0.0.1:8080/demo/a"
    })
    void thePublicUrlIsOursWhateverHostTheProxyAsks(String from, String to) {
        PathModeResponse edit =
                new PathModeResponse("/demo", new Authority("127.0.0.1", 8080), "https://pub.test", true);
        assertEquals(Optional.of(to), edit.apply(FieldName.LOCATION, from));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a=b                              | a=b
            a=b; Path=/; HttpOnly            | a=b; Path=/demo/; HttpOnly
            a=b;path=/x;Secure               | a=b; Path=/demo/x;Secure
            a=b; PATH = /x ; SameSite=Lax    | a=b; Path=/demo/x; SameSite=Lax
            a=b; Path=/demo/x                | a=b; Path=/demo/x
            a=b; Path=                       | a=b; Path=
            a=b; Path=x                      | a=b; Path=x
            a=path=/; Domain=app.test        | a=path=/; Domain=app.test
            a=b; Domain=here.test; Path=/    | a=b; Path=/demo/
            a=b; Domain=test                 | a=b
            a="x;Path=/                      | a="x; Path=/demo/
            """)
    void cookiesStayBelowThePrefix(String from, String to) {
        assertEquals(Optional.of(to), EDIT.apply(FieldName.SET_COOKIE, from));
    }

    @Test
    void serviceWorkersDoNotClaimTheOrigin() {
        assertTrue(EDIT.concerns(FieldName.SERVICE_WORKER_ALLOWED));
        assertEquals(Optional.empty(), EDIT.apply(FieldName.SERVICE_WORKER_ALLOWED, "/"));
    }

    @Test
    void onlyATrustedAgentNamesFailures() {
        assertFalse(EDIT.concerns(FieldName.ADIT_ERROR));
        PathModeResponse untrusted = new PathModeResponse("/demo", new Authority("here.test", 8080), "", false);
        assertTrue(untrusted.concerns(FieldName.ADIT_ERROR));
        assertEquals(Optional.empty(), untrusted.apply(FieldName.ADIT_ERROR, "ADIT-502-REFUSED"));
    }
}
