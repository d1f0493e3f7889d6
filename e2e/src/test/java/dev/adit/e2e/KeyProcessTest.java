// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys from the outside: the first one, made ones, and files that others can read (CL-04, CE-01). */
class KeyProcessTest {
    private static final Pattern KEY = Pattern.compile("adit_[a-z0-9]{4,16}_[0-9A-Za-z]{43}");

    @RegisterExtension
    private final Processes processes = new Processes();

    @Test
    void aServerWithoutAKeyMakesOneThatNobodyElseCanRead() throws IOException {
        Running server = processes.adit("server", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0");
        int port = server.awaitListening();
        Path file = processes.folder().resolve("adit-data/first-key");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        String key = Files.readString(file).strip();
        assertTrue(KEY.matcher(key).matches());
        server.awaitStderr("first-key");
        assertFalse(server.toString().contains(key), "the key was printed although nobody stood at a terminal");
        Running agent = processes.adit(
                Map.of("ADIT_INSPECT", "off"),
                "http",
                "3000",
                "--server",
                "http://127.0.0.1:" + port,
                "--key-file",
                file.toString());
        agent.awaitStdout("  ->  http://localhost:3000\\R");
    }

    @Test
    void aMadeKeyIsAloneOnStdoutAndOpensOnlyItsNames() {
        Running create = processes.adit("key", "create", "laptop", "--names", "shop-*");
        assertEquals(0, create.awaitExit(), create::toString);
        String key = create.stdout().strip();
        assertTrue(KEY.matcher(key).matches(), create::toString);
        ServerProcess server = ServerProcess.start(processes);
        Running allowed = server.agentWith(Map.of("ADIT_KEY", key), "http", "3000", "--name", "shop-1");
        allowed.awaitStdout("  ->  ");
        Running refused = server.agentWith(Map.of("ADIT_KEY", key), "http", "3000", "--name", "other");
        assertEquals(3, refused.awaitExit(), refused::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"adit", "exio", "pool"})
    void aRevokedKeyEndsItsAgentWithThree(String protocol) throws IOException {
        Running create = processes.adit("key", "create", "laptop");
        assertEquals(0, create.awaitExit(), create::toString);
        ServerProcess server = ServerProcess.start(processes, "--pool-listen", "127.0.0.1:0");
        Running agent =
                server.agentWith(Map.of("ADIT_KEY", create.stdout().strip()), "http", "3000", "--protocol", protocol);
        agent.awaitStdout("  ->  ");
        Files.writeString(processes.folder().resolve("adit-data/keys"), "");
        assertEquals(3, agent.awaitExit(), agent::toString);
        assertTrue(agent.stderr().contains("revoked"), agent::toString);
    }

    @Test
    void aKeyFileThatOthersCanReadIsRefused() throws IOException {
        Path file = processes.write("key", ServerProcess.KEY);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Running agent = processes.adit("http", "3000", "--server", "http://127.0.0.1:1", "--key-file", file.toString());
        assertEquals(2, agent.awaitExit(), agent::toString);
        assertTrue(agent.stderr().contains("key"), agent::toString);
    }
}
