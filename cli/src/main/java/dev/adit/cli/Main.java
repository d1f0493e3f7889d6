// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli;

import dev.adit.cli.log.Console;
import dev.adit.cli.plan.Surroundings;
import dev.adit.cli.run.LiveCommands;
import dev.adit.cli.run.Program;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The program: one command line in, one exit code out. Nothing else in our code ends the process. */
public final class Main {
    private Main() {}

    /** Runs the command and ends the process with its code. */
    public static void main(String[] args) {
        ExitCode code;
        try (Console console = new Console(stream(FileDescriptor.out), stream(FileDescriptor.err)).start()) {
            code = run(console, List.of(args));
        }
        System.exit(code.number());
    }

    private static ExitCode run(Console console, List<String> words) {
        try {
            return new Program(console, new LiveCommands(console, Surroundings.ofProcess())).run(words);
        } catch (RuntimeException e) {
            console.notice("this is a defect of Adit; please report it with these lines");
            console.trace(e);
            return ExitCode.FAILED;
        }
    }

    /** UTF-8 whatever the locale says; flushed by the console after each batch. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }
}
