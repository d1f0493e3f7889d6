// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;

/**
 * The version of the program, which the build writes into each module. Immutable.
 *
 * <p>On the class path, as in tests, there are no modules and so no version.
 */
public final class ProgramVersion {
    public static final String TEXT = Optional.ofNullable(
                    ProgramVersion.class.getModule().getDescriptor())
            .flatMap(ModuleDescriptor::rawVersion)
            .orElse("unpackaged");

    /** What the program calls itself on the wire, e.g. {@code adit/0.1.0}. */
    public static final String PROGRAM = "adit/" + TEXT;

    private ProgramVersion() {}
}
