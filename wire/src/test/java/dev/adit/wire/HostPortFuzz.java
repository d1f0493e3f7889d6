// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;

/** Fuzz target of addresses in options and URLs: one that is accepted reads back as itself, all others are refused. */
public final class HostPortFuzz {
    private HostPortFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        HostPort address;
        try {
            address = HostPort.parse(text, 80);
        } catch (IllegalArgumentException refused) {
            return;
        }
        assertEquals(address, HostPort.parse(address.toString(), -1));
        assertFalse(address.toString().chars().anyMatch(c -> c <= ' ' || c > '~' || c == '/' || c == '@'), text);
    }
}
