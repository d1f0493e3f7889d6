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
    private static final Set<PosixFilePermission> FOREIGN = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private PrivateFile() {}

    /**
     * The text of a private file.
     *
     * @throws IllegalArgumentException when it is missing, no file, too large, open to others or no text
     */
    public static String read(Path file) {
        exposure(file).ifPresent(why -> {
            throw new IllegalArgumentException(why);
        });
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    Files.exists(file) ? file + " is not a file; write the path of one" : file + " does not exist");
        }
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
            if (attributes.permissions().stream().anyMatch(FOREIGN::contains)) {
                return Optional.of(file + " is open to other users; run chmod 600 " + file);
            }
            return isForeign(attributes)
                    ? Optional.of(
                            file + " belongs to user " + attributes.owner().getName() + "; make it yours with chown")
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException ignored) {
            // Missing files are reported by the read itself; file systems without modes have nothing to check.
            return Optional.empty();
        }
    }

    /** Root may own it, as with secrets mounted into a container; {@code /proc/self} is owned by whoever we are. */
    private static boolean isForeign(PosixFileAttributes attributes) throws IOException {
        String owner = attributes.owner().getName();
        Path self = Path.of("/proc/self");
        String me = Files.exists(self)
                ? Files.getOwner(self.toRealPath(), LinkOption.NOFOLLOW_LINKS).getName()
                : System.getProperty("user.name", owner);
        return !owner.equals(me) && !owner.equals("root");
    }
}
