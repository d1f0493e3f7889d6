// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.cli.option.Arguments;
import dev.adit.cli.option.UsageException;
import dev.adit.cli.option.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerFileTest {
    @TempDir
    Path folder;

    @Test
    void theFileOfTheFolderIsReadAndBeatenByVariableAndFlag() throws IOException {
        Files.writeString(folder.resolve("adit-server.yaml"), "listen: ['127.0.0.1:1', '127.0.0.1:2']\n");
        assertEquals("[127.0.0.1:1, 127.0.0.1:2]", listen(Map.of()));
        assertEquals("[127.0.0.1:3]", listen(Map.of("ADIT_LISTEN", "127.0.0.1:3")));
        assertEquals("[127.0.0.1:4]", listen(Map.of("ADIT_LISTEN", "127.0.0.1:3"), "--listen=127.0.0.1:4"));
    }

    @Test
    void wrongValuesNameTheirSource() throws IOException {
        assertTrue(refused(Map.of("ADIT_LISTEN", "nonsense")).contains("ADIT_LISTEN: 'nonsense'"));
        assertTrue(refused(Map.of(), "--listen=nonsense").contains("--listen: 'nonsense'"));
        Files.writeString(folder.resolve("adit-server.yaml"), "data: x\n\nlisten: nonsense\n");
        assertTrue(refused(Map.of()).contains("adit-server.yaml:3: listen: 'nonsense'"));
    }

    @Test
    void valuesThatOnlyTheWholeConfigurationCanJudgeNameTheirSourceToo() throws IOException {
        assertTrue(refused(Map.of("ADIT_DOMAIN", "a b"), "--listen=:1").contains("ADIT_DOMAIN: --domain 'a b'"));
        assertTrue(refused(Map.of("ADIT_BOOTSTRAP_KEY", "short")).contains("ADIT_BOOTSTRAP_KEY: "));
        Files.writeString(folder.resolve("adit-server.yaml"), "listen: :1\ndomain: a b\n");
        assertTrue(refused(Map.of()).contains("adit-server.yaml:2: --domain 'a b' is not a domain"));
    }

    @Test
    void aDataFolderThatIsAFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        String refused = refused(Map.of("ADIT_DATA", file.toString()));
        assertTrue(refused.contains("ADIT_DATA: ") && refused.contains("is not a folder"), refused);
    }

    @Test
    void wrongBoundsNameTheirSource() throws IOException {
        Files.writeString(
                folder.resolve("adit-server.yaml"), "limit-header-bytes: 1\nlimit-streams-per-session: 100\n");
        assertTrue(refused(Map.of()).contains("adit-server.yaml:1: limit-header-bytes: '1' is outside 1024"));
        Files.writeString(folder.resolve("adit-server.yaml"), "limit-streams-per-session: 0\n");
        assertTrue(refused(Map.of()).contains("adit-server.yaml:1: --limit-streams-per-session 0 is outside"));
    }

    @Test
    void aKeyIsMadeInTheServersOwnFolder() throws IOException {
        Files.writeString(folder.resolve("adit-server.yaml"), "data: /srv/adit\nlisten: :1\n");
        KeyPlan plan = KeyPlan.of(
                "laptop",
                Arguments.parse(Verb.KEY_CREATE, List.of()),
                new Surroundings(Map.of(), folder),
                java.time.Instant.now());
        assertEquals(Path.of("/srv/adit"), plan.data());
    }

    @Test
    void aDataFolderInAConfigurationFileCountsFromThatFile() throws IOException {
        Path config = Files.writeString(folder.resolve("adit-server.yaml"), "data: keys/of/adit\n");
        assertEquals(folder.resolve("keys/of/adit"), plan(Map.of()).server().data());
        assertEquals(Path.of("here"), plan(Map.of("ADIT_DATA", "here")).server().data());
        Arguments arguments = Arguments.parse(Verb.KEY_CREATE, List.of("--config=" + config));
        KeyPlan key = KeyPlan.of("laptop", arguments, new Surroundings(Map.of(), folder), java.time.Instant.now());
        assertEquals(folder.resolve("keys/of/adit"), key.data());
    }

    private String listen(Map<String, String> environment, String... flags) {
        return plan(environment, flags).server().edge().listen().toString();
    }

    private ServerPlan plan(Map<String, String> environment, String... flags) {
        return ServerPlanner.plan(Arguments.parse(Verb.SERVER, List.of(flags)), new Surroundings(environment, folder));
    }

    private String refused(Map<String, String> environment, String... flags) {
        return assertThrows(UsageException.class, () -> plan(environment, flags))
                .toString();
    }
}
