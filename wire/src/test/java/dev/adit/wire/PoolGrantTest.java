// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolGrantTest {
    @Test
    void anAetherLinkAnswerIsRead() {
        PoolGrant grant = PoolGrant.parse("""
                {"id":"shop","port":62322,"max_conn_count":10,"url":"","auth_required":true,"token":"a.b.c"}""");
        assertEquals(
                new PoolGrant(
                        TunnelName.of("shop"),
                        62322,
                        OptionalInt.of(10),
                        Optional.empty(),
                        Optional.of(new Secret("a.b.c")),
                        Optional.empty(),
                        PoolGrant.Signs.AETHERLINK),
                grant);
        assertFalse(grant.toString().contains("a.b.c"));
    }

    @Test
    void aLocaltunnelAnswerIsRead() {
        PoolGrant grant = PoolGrant.parse("""
                {"id":"short-cats-dance","ip":"192.0.2.7","port":36147,"max_conn_count":10,
                 "url":"https://short-cats-dance.loca.lt","cached_url":"https://short-cats-dance.loca.lt"}""");
        assertEquals(Optional.of("https://short-cats-dance.loca.lt"), grant.url());
        assertEquals(Optional.of("192.0.2.7"), grant.address());
        assertEquals(PoolGrant.Signs.LOCALTUNNEL, grant.signs());
    }

    @Test
    void theLeastAnswerIsRead() {
        PoolGrant grant = PoolGrant.parse("{\"id\":\"shop\",\"port\":1,\"max_conn_count\":0,\"url\":\"javascript:x\"}");
        assertEquals(OptionalInt.empty(), grant.mostLinks());
        assertEquals(Optional.empty(), grant.url());
        assertEquals(PoolGrant.Signs.NONE, grant.signs());
    }

    /** The token and the name go on lines of their own: neither may begin another. */
    @Test
    void aTokenThatIsNoLineIsLeftOut() {
        assertEquals(
                Optional.empty(),
                PoolGrant.parse("{\"id\":\"shop\",\"port\":1,\"token\":\"a\\nb\"}")
                        .token());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            []                                    | is not a JSON object
            <html>                                | is not a JSON object
            {"port":1}                            | field "id" is missing
            {"id":7,"port":1}                     | field "id" is not a string
            {"id":"a b","port":1}                 | field "id" is not a tunnel's name
            {"id":"shop\\nother","port":1}      | field "id" is not a tunnel's name
            {"id":"shop"}                         | field "port" is missing
            {"id":"shop","port":0}                | field "port" not in
            {"id":"shop","port":70000}            | field "port" not in
            {"id":"shop","port":"80"}             | field "port" is not a whole number
            {"id":"shop","port":1,"url":{}}       | field "url" is not a string
            {"id":"shop","port":1,"max_conn_count":"9"} | is not a whole number
            """)
    void whatIsNoRegistrationIsSaidToBeNone(String json, String why) {
        String told = String.valueOf(
                assertThrows(WireException.class, () -> PoolGrant.parse(json)).getMessage());
        assertTrue(told.contains(why), told);
        assertFalse(told.contains("control"), told);
    }
}
