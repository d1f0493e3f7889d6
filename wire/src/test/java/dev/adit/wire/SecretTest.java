// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void secretsCompareByText() {
        assertEquals(new Secret("hunter2"), new Secret("hunter2"));
        assertNotEquals(new Secret("hunter2"), new Secret("hunter3"));
        assertNotEquals(new Secret("hunter2"), new Secret("hunter22"));
    }

    @Test
    void noRecordShowsASecret() {
        ConnectRequest request = new ConnectRequest(
                "example.com",
                "",
                TunnelName.of("demo"),
                TunnelKind.HTTP,
                Optional.of(new Secret("hunter2")),
                List.of(),
                "key");
        assertFalse(request.toString().contains("hunter2"));
        assertFalse(new ClaimOptions(List.of(new Secret("u:hunter2")), List.of(), List.of())
                .toString()
                .contains("hunter2"));
    }
}
