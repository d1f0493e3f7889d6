// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import dev.adit.testkit.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One started process with all it wrote to its two outputs. Thread-safe. */
public final class Running {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String command;
    private final Process process;
    private final Output stdout = new Output();
    private final Output stderr = new Output();
    private final Thread stdoutReader;
    private final Thread stderrReader;

    Running(String command, Process process) {
        this.command = command;
        this.process = process;
        this.stdoutReader = Thread.ofVirtual().start(() -> copy(process.getInputStream(), stdout));
        this.stderrReader = Thread.ofVirtual().start(() -> copy(process.getErrorStream(), stderr));
    }

    /** The process id; the launcher becomes the JVM, so it is the JVM's. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String stdout() {
        return stdout.toString();
    }

    public String stderr() {
        return stderr.toString();
    }

    /** Writes to the process's standard input and ends it. */
    public void input(String text) {
        try (var input = process.getOutputStream()) {
            input.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Waits until standard output holds a match, and returns it. */
    public MatchResult awaitStdout(String pattern) {
        return await(stdout, pattern);
    }

    /** Waits until standard error holds a match, and returns it. */
    public MatchResult awaitStderr(String pattern) {
        return await(stderr, pattern);
    }

    /** The port in the server's line {@code listening on http://ADDRESS:PORT}. */
    public int awaitListening() {
        return Integer.parseInt(
                awaitStdout("listening on http://\\S+:(\\d+)\\R").group(1));
    }

    /** SIGTERM. */
    public void terminate() {
        signal("TERM");
    }

    /** Sends a signal by name, to this process alone. */
    public void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
            kill.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGKILL; nothing happens when it has ended. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Waits for the end and returns the exit code (128 plus the signal's number when one ended it). */
    public int awaitExit() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running after " + PATIENCE + ": " + this);
            }
            stdoutReader.join();
            stderrReader.join();
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    @Override
    public String toString() {
        return command + "\n--- stdout\n" + stdout + "\n--- stderr\n" + stderr;
    }

    private MatchResult await(Output output, String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        try {
            return Await.value(PATIENCE, pattern, () -> {
                boolean over = !isAlive() && !stdoutReader.isAlive() && !stderrReader.isAlive();
                Matcher matcher = compiled.matcher(output.toString());
                if (matcher.find()) {
                    return Optional.of(matcher.toMatchResult());
                }
                if (over) {
                    throw new IllegalStateException("ended with " + process.exitValue() + " before /" + pattern + "/");
                }
                return Optional.empty();
            });
        } catch (AssertionError | IllegalStateException failure) {
            throw new AssertionError(failure.getMessage() + ": " + this, failure);
        }
    }

    /** What came so far; written by a reader thread, read by the test. Thread-safe. */
    private static final class Output {
        private final StringBuilder text = new StringBuilder();

        synchronized void append(char[] piece, int count) {
            text.append(piece, 0, count);
        }

        @Override
        public synchronized String toString() {
            return text.toString();
        }
    }

    private static void copy(InputStream from, Output to) {
        char[] piece = new char[8192];
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            for (int count = reader.read(piece); count >= 0; count = reader.read(piece)) {
                to.append(piece, count);
            }
        } catch (IOException ignored) {
            // The process has gone; what it wrote is kept.
        }
    }
}
