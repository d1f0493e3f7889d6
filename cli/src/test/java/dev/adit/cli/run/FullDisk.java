// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.adit.cli.log.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/** A console whose stdout takes nothing. Confined to one test. */
final class FullDisk implements AutoCloseable {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final Console console =
            new Console(new PrintStream(new Full(), false, UTF_8), new PrintStream(err, true, UTF_8)).start();

    String err() {
        console.flush();
        return err.toString(UTF_8);
    }

    @Override
    public void close() {
        console.close();
    }

    private static final class Full extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            throw new IOException("No space left on device");
        }
    }
}
