// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.cli.ExitCode;
import dev.adit.cli.log.Console;
import dev.adit.cli.option.Arguments;
import dev.adit.cli.option.UsageException;
import dev.adit.cli.option.Verb;
import dev.adit.cli.plan.KeyPlan;
import dev.adit.cli.plan.ServerPlan;
import dev.adit.cli.plan.ServerPlanner;
import dev.adit.cli.plan.Surroundings;
import dev.adit.server.ServerConfig;
import dev.adit.server.keys.KeyRights;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCommandTest {
    private static final InetSocketAddress BOUND = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);

    @TempDir
    Path folder;

    private final Capture capture = new Capture();
    private final List<String> steps = new ArrayList<>();

    @AfterEach
    void close() {
        capture.close();
    }

    @Test
    void everyListenerIsPrintedOnceBoundAndTheFirstSignalDrains() {
        assertEquals(ExitCode.OK, run(config -> new ScriptedServer(), "--timeout-drain=3s"));
        assertEquals(
                List.of("listening on http://0.0.0.0:8080", "listening on http://[::1]:9", "pool on 0.0.0.0:62322"),
                capture.out());
        assertEquals(List.of("drain PT3S", "close"), steps);
    }

    @Test
    void aPortInUseIsAFailureWhileRunning() {
        RunningServer.Starter taken = config -> {
            throw new IOException("cannot listen on 0.0.0.0:8080: Address already in use");
        };
        assertEquals(ExitCode.FAILED, run(taken));
        assertTrue(capture.err().getLast().contains("Address already in use"), capture.err()::toString);
        assertEquals(List.of(), capture.out());
    }

    @Test
    void aServerWithoutAKeyMakesOneAndLeavesItInAFileOfItsOwn() throws IOException {
        ServerConfig config = ServerConfig.DEFAULT.withData(folder.resolve("data"));
        new FirstKey(capture.console, false).make(config, BOUND).run();
        Path file = folder.resolve("data").resolve("first-key");
        String key = Files.readString(file).strip();
        assertTrue(key.matches("adit_[a-z0-9]{4,16}_[0-9A-Za-z]{43}"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(List.of(), capture.out());
        assertTrue(capture.err().getFirst().contains(file.toString()), capture.err()::toString);
        assertTrue(!capture.err().toString().contains(key), "the key is in a log");
        int lines = capture.err().size();
        new FirstKey(capture.console, false).make(config, BOUND).run();
        assertEquals(lines, capture.err().size());
    }

    @Test
    void aTerminalIsShownTheFirstKey() throws IOException {
        new FirstKey(capture.console, true)
                .make(ServerConfig.DEFAULT.withData(folder.resolve("data")), BOUND)
                .run();
        assertTrue(capture.out().getFirst().startsWith("first key: adit_"), capture.out()::toString);
        assertTrue(Files.notExists(folder.resolve("data").resolve("first-key")));
    }

    @Test
    void aKeyIsPrintedOnStdoutAlone() {
        KeyPlan plan = new KeyPlan(folder.resolve("data"), "laptop", KeyRights.HTTP);
        assertEquals(ExitCode.OK, new KeyCommand(capture.console).run(plan));
        assertEquals(1, capture.out().size());
        assertTrue(capture.out().getFirst().matches("adit_[a-z0-9]{4,16}_[0-9A-Za-z]{43}"));
        assertTrue(!capture.err().toString().contains(capture.out().getFirst()), "the key is on stderr");
        assertThrows(UsageException.class, () -> new KeyCommand(capture.console).run(plan));
    }

    @Test
    void aKeyThatStdoutDoesNotTakeIsAFailure() {
        KeyPlan plan = new KeyPlan(folder.resolve("data"), "laptop", KeyRights.ALL);
        try (FullDisk disk = new FullDisk()) {
            assertEquals(ExitCode.FAILED, new KeyCommand(disk.console).run(plan));
            assertTrue(disk.err().contains("stdout did not take the key"), disk::err);
        }
    }

    @Test
    void aFailureOverAFileNamesTheFileAndTheCause() {
        RunningServer.Starter unwritable = config -> {
            throw new NoSuchFileException("/proc/data");
        };
        assertEquals(ExitCode.FAILED, run(unwritable));
        assertTrue(capture.err().getLast().contains("/proc/data: no such file or folder"), capture.err()::toString);
        assertEquals("/d: this user may not read or write it", FileFault.told(new AccessDeniedException("/d")));
        assertEquals(
                "/d: Read-only file system",
                FileFault.told(new FileSystemException("/d", null, "Read-only file system")));
        assertEquals("port in use", FileFault.told(new IOException("port in use")));
    }

    @Test
    void addressesThatStdoutDoesNotTakeAreMissedOnce() {
        try (FullDisk disk = new FullDisk()) {
            assertEquals(ExitCode.OK, run(disk.console, config -> new ScriptedServer()));
            assertEquals(2, disk.err().split("stdout does not take the listeners' addresses", -1).length, disk::err);
        }
    }

    private ExitCode run(RunningServer.Starter starter, String... flags) {
        return run(capture.console, starter, flags);
    }

    private ExitCode run(Console console, RunningServer.Starter starter, String... flags) {
        List<String> words = new ArrayList<>(List.of(flags));
        words.add("--data=" + folder.resolve("data"));
        ServerPlan plan = ServerPlanner.plan(
                Arguments.parse(Verb.SERVER, words),
                new Surroundings(Map.of("ADIT_BOOTSTRAP_KEY", "0123456789abcdef0123456789abcdef"), folder));
        // The signal comes as soon as somebody listens for it.
        return new ServerCommand(console, starter, Runnable::run, new FirstKey(console, false)).run(plan);
    }

    private final class ScriptedServer implements RunningServer {
        @Override
        public List<InetSocketAddress> addresses() {
            return List.of(
                    new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 8080),
                    new InetSocketAddress(InetAddress.ofLiteral("::1"), 9));
        }

        @Override
        public Optional<InetSocketAddress> poolAddress() {
            return Optional.of(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 62_322));
        }

        @Override
        public void drain(Duration time) {
            steps.add("drain " + time);
        }

        @Override
        public void close() {
            steps.add("close");
        }
    }
}
