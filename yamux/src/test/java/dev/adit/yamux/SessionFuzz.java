// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

/** Fuzz target of the session engine: the bytes decide what owners and peer do, the model judges (YX-20). */
public final class SessionFuzz {
    private SessionFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length > 0) {
            Role role = (input[0] & 1) == 0 ? Role.SERVER : Role.CLIENT;
            new DrivenSession(role, Choices.of(input)).run();
        }
    }
}
