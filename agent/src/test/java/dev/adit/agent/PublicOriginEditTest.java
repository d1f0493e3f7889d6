// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.http.FieldName;
import dev.adit.wire.TunnelKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicOriginEditTest {
    @ParameterizedTest
    @CsvSource({
        "3000, http://localhost:3000, https://demo.example.com",
        "3000, http://LOCALHOST:3000/a?b, https://demo.example.com/a?b",
        "3000, http://localhost:30001/, http://localhost:30001/",
        "3000, http://localhost/, http://localhost/",
        "3000, https://localhost:3000/, https://localhost:3000/",
        "3000, /a, /a",
        "3000, //localhost:3000/a, //localhost:3000/a",
        "http://app.test:80, http://app.test/a, https://demo.example.com/a",
        "http://app.test:80, http://app.test:80/a, https://demo.example.com/a",
        "http://app.test:80, http://app.test.evil/a, http://app.test.evil/a",
        "http://app.test:80, http://app.test@evil/a, http://app.test@evil/a",
    })
    void onlyALocationThatNamesTheTargetIsRewritten(String target, String location, String expected) {
        assertEquals(expected, edit(target).apply(FieldName.LOCATION, location).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "a=b; Domain=localhost; Path=/, a=b; Path=/",
        "a=b;domain=.LocalHost, a=b",
        "a=b; Domain=example.com, a=b; Domain=example.com",
        "a=domain=x; Path=/, a=domain=x; Path=/",
        "a=b, a=b",
    })
    void onlyACookieDomainThatIsTheTargetsGoes(String cookie, String expected) {
        assertEquals(expected, edit("3000").apply(FieldName.SET_COOKIE, cookie).orElseThrow());
    }

    private static PublicOriginEdit edit(String target) {
        return new PublicOriginEdit(
                TargetOrigin.of(Target.parse(TunnelKind.HTTP, target)).orElseThrow(), "https://demo.example.com");
    }
}
