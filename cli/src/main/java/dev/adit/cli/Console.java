// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli;

import java.io.PrintStream;

/**
 * The two streams of a run: results on stdout, everything else on stderr. Thread-safe: a line is written whole and at
 * once. Control characters never reach the terminal, whatever a peer or a file put into a message.
 */
public final class Console {
    private final PrintStream out;
    private final PrintStream err;

    public Console(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** One line of result. */
    public void result(String line) {
        print(out, line);
    }

    /** A text of several lines as a result. */
    public void page(String text) {
        synchronized (out) {
            out.print(text);
            out.flush();
        }
    }

    /** One line for people, marked as ours. */
    public void notice(String line) {
        print(err, "adit: " + line);
    }

    /** One line of log, already formed. */
    public void log(String line) {
        print(err, line);
    }

    private static void print(PrintStream stream, String line) {
        synchronized (stream) {
            stream.println(visible(line));
            stream.flush();
        }
    }

    private static String visible(String line) {
        return line.chars().noneMatch(Character::isISOControl) ? line : line.replaceAll("\\p{Cntrl}", "?");
    }
}
