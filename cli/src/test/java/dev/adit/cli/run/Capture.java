// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import dev.adit.cli.log.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A console whose streams can be read. Confined to one test. */
final class Capture implements AutoCloseable {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final Console console = new Console(stream(out), stream(err)).start();

    List<String> out() {
        return lines(out);
    }

    List<String> err() {
        return lines(err);
    }

    @Override
    public void close() {
        console.close();
    }

    private List<String> lines(ByteArrayOutputStream bytes) {
        console.flush();
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
