// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher inside the image. */
class LauncherTest {
    @RegisterExtension
    private final Processes processes = new Processes();

    @ParameterizedTest
    @ValueSource(strings = {"version", "server"})
    void theCacheFitsTheFlagsOfAgentAndServer(String command) {
        Running adit = processes.adit(Map.of("ADIT_JAVA_OPTS", "-XX:AOTMode=on"), command, "--help");
        assertEquals(0, adit.awaitExit(), adit::toString);
        assertEquals("", adit.stderr());
    }

    @Test
    void theVersionIsThatOfTheBuild() throws IOException {
        Running adit = processes.adit(Map.of(), "version");
        assertEquals(0, adit.awaitExit(), adit::toString);
        String version = adit.stdout().strip().replaceFirst("adit ", "");
        assertTrue(Files.readString(Path.of("..", "pom.xml")).contains("<version>" + version + "</version>"), version);
    }

    @Test
    void javaOptionsOfTheUserWin() {
        Map<String, String> options = Map.of("ADIT_JAVA_OPTS", "-Xmx78m -XX:+UseG1GC -XX:+PrintFlagsFinal");
        Running adit = processes.adit(options, "version");
        assertEquals(0, adit.awaitExit(), adit::toString);
        assertTrue(adit.stdout().matches("(?s).*\\bMaxHeapSize += 81788928\\b.*"), adit::toString);
        assertTrue(adit.stdout().matches("(?s).*\\bUseG1GC += true\\b.*"), adit::toString);
    }

    @Test
    void argumentsArriveAsTheyWereGiven() throws IOException {
        Path launcher = launcherWithJava("#!/bin/sh\nfor one; do printf '<%s>' \"$one\"; done\n");
        Running adit = processes.start(launcher, Map.of("ADIT_JAVA_OPTS", "-Da=* -Db=2"), "http", "a  b", "", "*");
        assertEquals(0, adit.awaitExit(), adit::toString);
        assertTrue(
                adit.stdout().endsWith("<-Da=*><-Db=2><-m><dev.adit.cli/dev.adit.cli.Main><http><a  b><><*>"),
                adit::toString);
    }

    @Test
    void descriptorsAreRaisedToTheHardLimit() throws IOException {
        Path launcher = launcherWithJava("#!/bin/sh\nulimit -S -n\n");
        String lowered = "ulimit -S -n 256 && ulimit -H -n && exec \"$0\" version";
        Running adit = processes.start(Path.of("/bin/sh"), Map.of(), "-c", lowered, launcher.toString());
        assertEquals(0, adit.awaitExit(), adit::toString);
        List<String> limits = adit.stdout().lines().toList();
        assertEquals(limits.get(0), limits.get(1), "hard limit and soft limit");
    }

    @Test
    void aHomeWithBlanksAndALinkToItWork() throws IOException {
        Path home = processes.folder().resolve("my own adit");
        linkTree(Processes.image(), home);
        Path link = Files.createSymbolicLink(processes.folder().resolve("a link"), home.resolve("bin/adit"));
        Running adit = processes.start(link, Map.of("ADIT_JAVA_OPTS", "-XX:AOTMode=on"), "version");
        assertEquals(0, adit.awaitExit(), adit::toString);
        assertTrue(adit.stdout().startsWith("adit "), adit::toString);
    }

    /** The real launcher in a home whose java is a script that shows what it was given. */
    private Path launcherWithJava(String script) throws IOException {
        Path bin = Files.createDirectories(processes.folder().resolve("fake/bin"));
        Path launcher = Files.copy(Processes.image().resolve("bin/adit"), bin.resolve("adit"));
        Path java = Files.writeString(bin.resolve("java"), script);
        assertTrue(java.toFile().setExecutable(true));
        return launcher;
    }

    private static void linkTree(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(from)) {
            all = files.toList();
        }
        for (Path path : all) {
            Path copy = to.resolve(from.relativize(path).toString());
            if (Files.isDirectory(path)) {
                Files.createDirectories(copy);
            } else {
                Files.createLink(copy, path.toRealPath());
            }
        }
    }
}
