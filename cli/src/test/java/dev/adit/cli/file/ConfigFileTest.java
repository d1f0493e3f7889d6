// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.cli.option.FileKeys;
import dev.adit.cli.option.FileScope;
import dev.adit.cli.option.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** CL-02 and CL-03: whatever is wrong with a file is refused quickly, with file and line. */
class ConfigFileTest {
    @TempDir
    Path folder;

    static Stream<Arguments> wrongServerFiles() {
        return Stream.of(
                Arguments.of("listen: :8080\nlisen: :8081\n", 2, "unknown key 'lisen'; did you mean listen?"),
                Arguments.of("domain: a.example.com\n\ndomain: b.example.com\n", 3, "key 'domain' stands twice"),
                Arguments.of("domain: [a.example.com]\n", 1, "'domain' holds a list; write domain: D"),
                Arguments.of("domain:\n  name: a\n", 2, "'domain' holds keys; write domain: D"),
                Arguments.of("domain:\n", 1, "'domain' has no value"),
                Arguments.of("domain: ~\n", 1, "'domain' has no value"),
                Arguments.of("listen:\n- :8080\n- [a]\n", 3, "an item of 'listen' is no single value"),
                Arguments.of("", 1, "the file is empty"),
                Arguments.of(" \n\n", 1, "the file is empty"),
                Arguments.of("- listen\n", 1, "a key is expected, not a list"),
                Arguments.of("listen\n", 1, "a key is expected"),
                Arguments.of("\uFEFFlisten: :8080\n", 1, "byte order mark"),
                Arguments.of("pool-random-name: true\n\tlisten: :8080\n", 2, "a tab stands in the indentation"),
                Arguments.of("a: 1\nlisten: 'x\n", 1, "not YAML"),
                Arguments.of("listen: :8080\ndata: \u0001\n", 1, "not YAML"),
                Arguments.of("listen: :8080\n---\nlisten: :8081\n", 2, "a second document"),
                Arguments.of("listen: &a :8080\n", 1, "anchors and aliases"),
                Arguments.of("data: x\nlisten: *a\n", 2, "anchors and aliases"),
                Arguments.of("? [a]\n: b\n", 1, "a key cannot be a list"),
                Arguments.of("config: other.yaml\n", 1, "unknown key 'config'"),
                Arguments.of("tunnels: {}\n", 1, "unknown key 'tunnels'"));
    }

    @ParameterizedTest
    @MethodSource("wrongServerFiles")
    void wrongFilesAreRefusedWithTheirLine(String text, int line, String why) throws IOException {
        Path file = Files.writeString(folder.resolve("adit-server.yaml"), text);
        String refused = refused(file);
        // What the scanner finds at the end of an open quote lies a line further on.
        assertTrue(refused.contains("adit-server.yaml:" + line) || why.equals("not YAML"), refused);
        assertTrue(refused.contains(why), refused);
    }

    @Test
    void otherLineEndsAndCommentsAreFine() throws IOException {
        Path file =
                Files.writeString(folder.resolve("a.yaml"), "# all\r\nlisten: :8080\r\ndomain: a.example.com # b\r\n");
        assertEquals(2, FileKeys.read(file, FileScope.SERVER, false).top().size());
    }

    @Test
    void aFileOfCommentsAloneSaysNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "# listen: :8080\n");
        assertEquals(0, FileKeys.read(file, FileScope.SERVER, false).top().size());
    }

    @Test
    void invalidUtf8IsRefusedWithItsLine() throws IOException {
        byte[] bytes = "domain: a\nlisten: \u00ff\n".getBytes(StandardCharsets.ISO_8859_1);
        assertTrue(
                refused(Files.write(folder.resolve("a.yaml"), bytes)).contains("a.yaml:2: a byte here is not UTF-8"));
    }

    @Test
    void aFolderIsRefused() {
        assertTrue(refused(folder).contains("this is a folder"));
    }

    @Test
    void aHugeFileIsRefusedWithoutBeingRead() throws IOException {
        Path file = folder.resolve("a.yaml");
        try (var sparse = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(100L << 20);
        }
        assertTimeout(Duration.ofSeconds(1), () -> assertTrue(refused(file).contains("larger than 1 MiB")));
    }

    @Test
    void anAliasBombIsRefusedAtItsFirstAnchor() throws IOException {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int level = 1; level < 30; level++) {
            bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(level, level, level - 1, level - 1, level - 1));
        }
        Path file = Files.writeString(folder.resolve("a.yaml"), bomb);
        assertTimeout(Duration.ofSeconds(1), () -> assertTrue(refused(file).contains("a.yaml:1")));
    }

    @ParameterizedTest
    @MethodSource("deepFiles")
    void deepNestingIsRefusedAtOnce(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), text);
        assertTimeout(Duration.ofSeconds(1), () -> assertTrue(refused(file).contains("a.yaml:")));
    }

    static Stream<String> deepFiles() {
        return Stream.of("listen: " + "[".repeat(1_000_000), "{a: ".repeat(250_000), "listen: " + "- ".repeat(500_000));
    }

    @Test
    void everyTunnelNeedsATargetAndKnownKeys() throws IOException {
        Path none = Files.writeString(folder.resolve("a.yaml"), "tunnels:\n  shop:\n    type: http\n");
        Path unknown = Files.writeString(folder.resolve("b.yaml"), "tunnels:\n  shop:\n    tarjet: 3000\n");
        Path above = Files.writeString(folder.resolve("c.yaml"), "server: http://localhost\nhost-header: rewrite\n");
        Path flat = Files.writeString(folder.resolve("d.yaml"), "tunnels:\n  shop: 3000\n");
        assertTrue(agentRefused(none).contains("a.yaml:2: tunnel 'shop' has no target"));
        assertTrue(agentRefused(unknown).contains("b.yaml:3: unknown key 'tarjet'; did you mean target?"));
        assertTrue(agentRefused(above).contains("c.yaml:2: key 'host-header' belongs to one tunnel"));
        assertTrue(agentRefused(flat).contains("d.yaml:2: 'shop' holds a single value"));
    }

    private static String refused(Path file) {
        return assertThrows(UsageException.class, () -> FileKeys.read(file, FileScope.SERVER, false))
                .toString();
    }

    private static String agentRefused(Path file) {
        return assertThrows(UsageException.class, () -> FileKeys.read(file, FileScope.AGENT, false))
                .toString();
    }
}
