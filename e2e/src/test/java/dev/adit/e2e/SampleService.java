// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.cli.demo.DemoCheck;
import dev.adit.cli.demo.SampleApplication;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The local service of {@code adit demo} in this process, as an extension: it runs during each test of the class that
 * has it as a field. Confined to the test's thread.
 */
final class SampleService implements BeforeEachCallback, AfterEachCallback {
    private final SampleApplication application = new SampleApplication();

    @Override
    public void beforeEach(ExtensionContext context) {
        application.start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        application.close();
    }

    int port() {
        return application.port();
    }

    /**
     * All of it works below this URL: page, WebSocket, events that are not held back, uploads and downloads. When not, what
     * these processes said is shown.
     */
    static void assertPasses(String url, Running... between) {
        List<String> lines = new ArrayList<>();
        boolean allWell = new DemoCheck(URI.create(url), lines::add).run();
        assertTrue(allWell, () -> lines + "\n" + Arrays.toString(between));
    }
}
