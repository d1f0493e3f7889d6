// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            authentication failed: no key              | authentication failed: no key
            {"message":"Invalid subdomain."}           | Invalid subdomain.
            {"error":"name exists"}                    | name exists
            {"error":{"code":"X","message":"taken"}}   | taken
            {"error":7,"message":8}                    | {"error":7,"message":8}
            {"cut                                      | {"cut
            <html><title>502</title>                   | ~~
            """)
    void whatPeopleReadIsFound(String body, String text) {
        assertEquals(text, RefusalText.of(body));
    }
}
