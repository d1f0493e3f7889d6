// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CL-04. */
class PrivateFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rwxrwxrwx"})
    void aFileOpenToOthersIsRefusedWithTheRemedy(String mode) throws IOException {
        String refused = assertThrows(IllegalArgumentException.class, () -> PrivateFile.read(file(mode)))
                .toString();
        assertTrue(refused.contains("chmod 600"), refused);
        assertFalse(refused.contains("hushhush"), refused);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
    void aFileOfOursAloneIsRead(String mode) throws IOException {
        assertEquals("hushhush\n", PrivateFile.read(file(mode)));
    }

    /** Systemd hands a credential over as root's, with an access list that shows as the group's right. */
    @ParameterizedTest
    @CsvSource({
        "r--r-----, root, adit, false",
        "rw-r-----, root, adit, false",
        "r--r-----, root, root, true",
        "r--r-----, adit, adit, true",
        "r--rw----, root, adit, true",
        "r--r--r--, root, adit, true",
    })
    void whatRootHandsOverMayShowARightOfItsGroup(String mode, String owner, String me, boolean open) {
        assertEquals(open, PrivateFile.isOpen(PosixFilePermissions.fromString(mode), owner, me));
    }

    @Test
    void whatIsNoFileIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> PrivateFile.read(folder.resolve("none")));
        assertThrows(IllegalArgumentException.class, () -> PrivateFile.read(folder));
    }

    @Test
    void aFileWithoutEndIsRefused() throws IOException {
        Path file = file("rw-------");
        try (var sparse = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(100L << 20);
        }
        assertThrows(IllegalArgumentException.class, () -> PrivateFile.read(file));
    }

    private Path file(String mode) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "hushhush\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
