// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.server.CapturedLog;
import dev.adit.server.PortRange;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys on disk and in use. */
class KeysTest {
    private static final Secret BOOTSTRAP = new Secret("b".repeat(40));

    @TempDir
    Path folder;

    private KeyFile file() {
        return new KeyFile(folder.resolve("data"));
    }

    @Test
    void aKeyHasItsFormAndOnlyItsHashIsOnDisk() throws IOException {
        Secret key = file().create("ci", KeyRights.HTTP);
        assertTrue(key.reveal().matches("adit_[a-z0-9]{8}_[0-9A-Za-z]{43}"), key::reveal);
        String stored = Files.readString(file().path());
        assertFalse(stored.contains(key.reveal().substring(14)), stored);
        assertTrue(stored.matches("ci\t[a-z0-9]{8}\t[0-9a-f]{64}\t-\n"), stored);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file().path())));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data"))));
    }

    @Test
    void theFirstKeyIsMadeOnceAndLeftForItsOwnerAlone() throws IOException {
        Secret first = file().createFirst().orElseThrow();
        assertEquals(Optional.empty(), file().createFirst());
        Path left = file().writeFirst(first);
        assertEquals(first.reveal() + "\n", Files.readString(left));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(left)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\tb", "a\nb", "-a", "é"})
    void namesThatWouldBreakALineAreRefused(String name) {
        assertThrows(IllegalArgumentException.class, () -> file().create(name, KeyRights.HTTP));
    }

    /** An editor may have left it so. */
    @Test
    void aFileWhoseLastLineHasNoEndIsContinuedOnANewOne() throws IOException {
        Secret before = file().create("before", KeyRights.HTTP);
        Files.writeString(file().path(), Files.readString(file().path()).stripTrailing());
        Secret after = file().create("after", KeyRights.HTTP);
        Keys keys = new Keys(file(), Optional.empty());
        assertEquals("before", keys.authenticate(before).orElseThrow().name());
        assertEquals("after", keys.authenticate(after).orElseThrow().name());
        assertEquals(2, Files.readAllLines(file().path()).size());
    }

    @Test
    void aNameIsUsedOnce() throws IOException {
        file().create("ci", KeyRights.HTTP);
        assertThrows(IllegalArgumentException.class, () -> file().create("ci", KeyRights.ALL));
    }

    @Test
    void rightsAreReadBackAsWritten() throws IOException {
        KeyRights rights = new KeyRights(
                List.of("team-*", "demo"),
                true,
                Optional.of(new PortRange(20_000, 20_010)),
                true,
                Optional.of(Instant.parse("2030-01-01T00:00:00Z")),
                5);
        Secret key = file().create("all", rights);
        assertEquals(
                rights,
                new Keys(file(), Optional.empty())
                        .authenticate(key)
                        .orElseThrow()
                        .rights());
    }

    @Test
    void unknownWrongAndExpiredKeysAreNone() throws IOException {
        KeyRights expired = new KeyRights(
                List.of(),
                false,
                Optional.empty(),
                false,
                Optional.of(Instant.now().minusSeconds(1)),
                0);
        Secret good = file().create("good", KeyRights.HTTP);
        Secret old = file().create("old", expired);
        Keys keys = new Keys(file(), Optional.empty());
        assertEquals("good", keys.authenticate(good).orElseThrow().name());
        for (String wrong : List.of(
                good.reveal() + "x",
                good.reveal().substring(0, 56) + "!",
                "adit_zzzzzzzz_" + "0".repeat(43),
                "adit__",
                "",
                old.reveal(),
                BOOTSTRAP.reveal())) {
            assertEquals(Optional.empty(), keys.authenticate(new Secret(wrong)), wrong);
        }
    }

    @Test
    void theBootstrapKeyHasAllRightsAndAChangedOneReplacesIt() {
        assertEquals(
                KeyRights.ALL,
                new Keys(file(), Optional.of(BOOTSTRAP))
                        .authenticate(BOOTSTRAP)
                        .orElseThrow()
                        .rights());
        Keys changed = new Keys(file(), Optional.of(new Secret("adit_looks_" + "c".repeat(43))));
        assertEquals(Optional.empty(), changed.authenticate(BOOTSTRAP));
        assertTrue(
                changed.authenticate(new Secret("adit_looks_" + "c".repeat(43))).isPresent());
    }

    @Test
    void aRunningServerSeesKeysThatComeAndGo() throws IOException {
        Keys keys = new Keys(file(), Optional.empty());
        assertEquals(Optional.empty(), keys.authenticate(BOOTSTRAP));
        Secret late = file().create("late", KeyRights.HTTP);
        assertTrue(keys.authenticate(late).isPresent());
        Files.writeString(file().path(), "# none\n");
        assertEquals(Optional.empty(), keys.authenticate(late));
    }

    @Test
    void aBrokenLineIsNamedAndLeavesTheKnownKeysValid() throws IOException {
        Secret key = file().create("ci", KeyRights.HTTP);
        Keys keys = new Keys(file(), Optional.empty());
        assertTrue(keys.authenticate(key).isPresent());
        Files.writeString(file().path(), "half a li", StandardOpenOption.APPEND);
        assertTrue(keys.authenticate(key).isPresent());
        IOException failure = assertThrows(IOException.class, () -> file().isEmpty());
        assertTrue(failure.toString().contains("keys:2 is not a key: it has 1 columns"), failure::toString);
    }

    /** A right that is not wholly understood must not be granted: whoever writes tcp=no by hand means no. */
    @ParameterizedTest
    @ValueSource(
            strings = {"tcp=no", "tcp=", "admin=false", "names", "names=", "names=,", "names=a-*,", "ports", "-,tcp"})
    void aRightThatIsNoneIsRefused(String right) throws IOException {
        file().create("ci", KeyRights.HTTP);
        String line = Files.readString(file().path()).stripTrailing();
        Files.writeString(file().path(), line.substring(0, line.length() - 1) + right + "\n");
        IOException failure = assertThrows(IOException.class, () -> file().isEmpty());
        assertTrue(failure.toString().contains("keys:1 is not a key: "), failure::toString);
    }

    /** Strangers dial as often as they like, and each dial looks at the file. */
    @Test
    void aFileThatCannotBeReadIsToldOnce() throws IOException {
        Secret key = file().create("ci", KeyRights.HTTP);
        Keys keys = new Keys(file(), Optional.empty());
        String good = Files.readString(file().path());
        assertTrue(keys.authenticate(key).isPresent());
        try (CapturedLog log = CapturedLog.of(Keys.class)) {
            for (String broken : List.of("half a line", "another\tbroken")) {
                Files.writeString(file().path(), good + broken);
                for (int i = 0; i < 10; i++) {
                    assertTrue(keys.authenticate(key).isPresent());
                }
            }
            assertEquals(2, log.lines().size(), log.lines().toString());
            Files.writeString(file().path(), good);
            assertTrue(keys.authenticate(key).isPresent());
            Files.writeString(file().path(), good + "another\tbroken");
            assertTrue(keys.authenticate(key).isPresent());
            assertEquals(3, log.lines().size(), "what was mended and broke again is news");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "demo, demo, true",
        "demo, demo2, false",
        "team-*, team-a, true",
        "team-*, teams, false",
        "*, any-name, true",
        "pr-*-web, pr-12-web, true",
        "pr-*-web, pr-12-webs, false",
        "a*c, abc, true"
    })
    void patternsMatchWholeNames(String pattern, String name, boolean may) {
        KeyRights rights = new KeyRights(List.of(pattern), false, Optional.empty(), false, Optional.empty(), 0);
        assertEquals(may, rights.mayName(TunnelName.parse(name).orElseThrow()));
    }

    @Test
    void aPortNeedsTheTcpRightAndItsRange() {
        assertFalse(KeyRights.HTTP.mayPort(20_000));
        assertTrue(KeyRights.ALL.mayPort(20_000));
        KeyRights some =
                new KeyRights(List.of(), true, Optional.of(new PortRange(20_000, 20_001)), false, Optional.empty(), 0);
        assertTrue(some.mayPort(20_001));
        assertFalse(some.mayPort(20_002));
    }
}
