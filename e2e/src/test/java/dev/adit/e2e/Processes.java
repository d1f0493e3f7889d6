// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import dev.adit.testkit.ClosedAfterEach;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Starts commands of the built image as processes, in a home and working folder of their own, and ends them all.
 *
 * <p>No variable of the developer's own reaches them. {@link #close} kills what still runs, by process id. Confined to
 * the test's thread.
 */
public final class Processes implements ClosedAfterEach {
    private final Path folder;
    private final List<Running> running;
    private final List<String> before;

    Processes() {
        this(newFolder(), new ArrayList<>(), List.of());
    }

    private Processes(Path folder, List<Running> running, List<String> before) {
        this.folder = folder;
        this.running = running;
        this.before = before;
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("adit-e2e-");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The same, with these words before every command; only the first one is closed. */
    Processes behind(String... words) {
        return new Processes(folder, running, List.of(words));
    }

    /** The image that the build made just before these tests. */
    public static Path image() {
        Path image = Path.of(System.getProperty("adit.home")).normalize();
        if (!Files.isExecutable(image.resolve("bin/adit"))) {
            throw new AssertionError("no image at " + image + ": run ./test, or mvn verify, which build it first");
        }
        return image;
    }

    /** A program of the machine. Debian keeps daemons where the path of ordinary users does not lead. */
    static Optional<Path> installed(String program) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The working folder of all commands; it is also their home. */
    public Path folder() {
        return folder;
    }

    /** Writes a file below the working folder. */
    public Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Starts {@code adit} with these arguments. */
    public Running adit(String... arguments) {
        return adit(Map.of(), arguments);
    }

    /** Starts {@code adit} with these arguments and additional variables. */
    public Running adit(Map<String, String> environment, String... arguments) {
        return start(image().resolve("bin/adit"), environment, arguments);
    }

    /** Starts any program the same way. */
    public Running start(Path program, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(before);
        command.add(program.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(variables(environment));
        try {
            Running started = new Running(String.join(" ", command), builder.start());
            running.add(started);
            return started;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        running.forEach(Running::kill);
        running.forEach(Running::awaitExit);
        delete(folder);
    }

    private Map<String, String> variables(Map<String, String> additional) {
        Map<String, String> variables = new HashMap<>();
        variables.put("PATH", System.getenv("PATH"));
        variables.put("HOME", folder.toString());
        variables.put("LANG", "C.UTF-8");
        variables.putAll(additional);
        return variables;
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
