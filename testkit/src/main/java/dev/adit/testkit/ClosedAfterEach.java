// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A resource that is closed after each test of a class that registers the field with it as an extension
 * ({@code @RegisterExtension}), behind the class's own {@code @AfterEach} methods. Anywhere else its user closes it.
 */
public interface ClosedAfterEach extends AutoCloseable, AfterEachCallback {
    @Override
    void close();

    @Override
    default void afterEach(ExtensionContext context) {
        close();
    }
}
