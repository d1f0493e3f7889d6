// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/**
 * A file that holds a secret: read only when nobody else can read or change it (CL-04). Stateless.
 *
 * <p>Messages name the path and the command that mends it, never the content.
 */
public final class PrivateFile {
    private static final int LARGEST = 1 << 20;
    private static final String ROOT = "root";
    private static final Set<PosixFilePermission> FOREIGN =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private PrivateFile() {}

    /**
     * The text of a private file.
     *
     * @throws IllegalArgumentException when it is missing, no file, too large, open to others or no text
     */
    public static String read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    Files.exists(file) ? file + " is not a file; write the path of one" : file + " does not exist");
        }
        exposure(file).ifPresent(why -> {
            throw new IllegalArgumentException(why);
        });
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IllegalArgumentException(file + " is larger than " + LARGEST + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }

    /** Why others could know or set what the file holds; empty when nobody can, or where there are no modes. */
    public static Optional<String> exposure(Path file) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            String owner = attributes.owner().getName();
            String me = me(owner);
            if (isOpen(attributes.permissions(), owner, me)) {
                return Optional.of(file + " is open to other users; run chmod 600 " + file);
            }
            return owner.equals(me) || owner.equals(ROOT)
                    ? Optional.empty()
                    : Optional.of(file + " belongs to user " + owner + "; make it yours with chown");
        } catch (IOException | UnsupportedOperationException ignored) {
            // Missing files are reported by the read itself; file systems without modes have nothing to check.
            return Optional.empty();
        }
    }

    /**
     * Root may own it, and then let a group read it: so secrets are handed to services and into containers, and an
     * access list for one user looks the same (systemd's credentials).
     */
    static boolean isOpen(Set<PosixFilePermission> permissions, String owner, String me) {
        boolean handed = owner.equals(ROOT) && !me.equals(ROOT);
        return permissions.stream().anyMatch(FOREIGN::contains)
                || (permissions.contains(PosixFilePermission.GROUP_READ) && !handed);
    }

    /** {@code /proc/self} is owned by whoever we are. */
    private static String me(String otherwise) throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self)
                ? Files.getOwner(self.toRealPath(), LinkOption.NOFOLLOW_LINKS).getName()
                : System.getProperty("user.name", otherwise);
    }
}
