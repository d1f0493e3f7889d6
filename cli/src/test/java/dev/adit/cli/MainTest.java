// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Await;
import dev.adit.wire.ProgramVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process: exit codes, signals, and what its start loads. */
class MainTest {
    @TempDir
    Path folder;

    @Test
    void theVersionIsThatOfTheModules() throws Exception {
        assertEquals(0, start("version").waitFor());
        assertEquals("adit " + ProgramVersion.TEXT + "\n", Files.readString(folder.resolve("out")));
    }

    @Test
    void wrongUsageEndsWithTwo() throws Exception {
        assertEquals(2, start("http", "3000", "--frobnicate").waitFor());
        assertEquals("", Files.readString(folder.resolve("out")));
    }

    @Test
    void anAgentStartsWithoutALoggingLibrary() throws Exception {
        Process process = start(
                "-Xlog:class+load:file=" + folder.resolve("classes"), "http", "3000", "--server=http://127.0.0.1:1");
        awaitText("err", "no session");
        process.destroy();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
        try (Stream<String> lines = Files.lines(folder.resolve("classes"))) {
            List<String> foreign = lines.filter(line -> line.contains(" org.slf4j.")
                            || line.contains(" ch.qos.logback.")
                            || line.contains(" java.util.logging."))
                    .toList();
            assertEquals(List.of(), foreign);
        }
    }

    /** The first argument may be an option of the JVM. */
    private Process start(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        List<String> rest = new ArrayList<>(List.of(words));
        if (rest.getFirst().startsWith("-X")) {
            command.add(rest.removeFirst());
        }
        command.add(Main.class.getName());
        command.addAll(rest);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of("").toAbsolutePath().toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ADIT_") || name.startsWith("EXIO_"));
        builder.environment().put("HOME", folder.toString());
        builder.redirectOutput(folder.resolve("out").toFile());
        builder.redirectError(folder.resolve("err").toFile());
        return builder.start();
    }

    private void awaitText(String stream, String text) {
        Await.until(text, () -> read(stream).contains(text));
    }

    private String read(String stream) {
        try {
            return Files.readString(folder.resolve(stream));
        } catch (IOException e) {
            return "";
        }
    }
}
