// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Fuzz target of the Host value's parser: what is accepted is a host, and reads back as itself (H1-01, H1-03). */
public final class HostFuzz {
    private HostFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        Optional<Authority> parsed = Authority.parse(text);
        if (parsed.isEmpty()) {
            return;
        }
        Authority authority = parsed.get();
        assertEquals(parsed, Authority.parse(authority.toString()));
        assertEquals(authority.host(), authority.host().toLowerCase(Locale.ROOT));
        assertTrue(authority.port() == -1 || (authority.port() > 0 && authority.port() < 65_536), text);
        assertTrue(authority.host().matches("[a-z0-9._-]{1,255}|\\[[0-9a-f:.]+]"), text);
        assertFalse(authority.host().endsWith("."), text);
    }
}
