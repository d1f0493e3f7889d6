// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.adit.wire.Secret;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The file {@code DATA/keys}: one line a key, readable by its owner alone, the secrets only as SHA-256. Blocks; not for
 * event loops. Appending is one write, so a running server never reads half a line's key as whole.
 */
public final class KeyFile {
    private static final String FILE = "keys";
    private static final String FIRST_KEY_FILE = "first-key";
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
    /** 43 characters of 62 hold 256 bits. */
    private static final int SECRET_LENGTH = 43;

    private static final int ID_LENGTH = 8;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;

    public KeyFile(Path data) {
        folder = data;
    }

    /** Where the keys are. */
    public Path path() {
        return folder.resolve(FILE);
    }

    /** Whether no key was ever made here. */
    public boolean isEmpty() throws IOException {
        return read().isEmpty();
    }

    /**
     * Makes a key and returns it, the only time it is seen.
     *
     * @throws IllegalArgumentException when the name cannot be one or is in use
     */
    public Secret create(String name, KeyRights rights) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name
                    + "' cannot name a key; write a letter or digit, then up to 63 letters, digits or . _ @ -");
        }
        if (read().stream().anyMatch(stored -> stored.key().name().equals(name))) {
            throw new IllegalArgumentException("a key named '" + name + "' exists already in " + path());
        }
        String id = random(ID_ALPHABET, ID_LENGTH);
        Secret secret = new Secret("adit_" + id + "_" + random(ALPHABET, SECRET_LENGTH));
        String hash = HexFormat.of().formatHex(sha256(secret.reveal()));
        append(new StoredKey(new Key(id, name, rights), hash).line() + "\n");
        return secret;
    }

    /** Makes the key of a server that has none, with all rights, and returns it; empty when there is one already. */
    public Optional<Secret> createFirst() throws IOException {
        return isEmpty() ? Optional.of(create("first", KeyRights.ALL)) : Optional.empty();
    }

    /** Leaves the first key in {@code DATA/first-key} for its owner to read, and returns that path. */
    public Path writeFirst(Secret key) throws IOException {
        Path file = folder.resolve(FIRST_KEY_FILE);
        Files.deleteIfExists(file);
        Files.createFile(file, ownerOnly("rw-------"));
        return Files.writeString(file, key.reveal() + "\n");
    }

    List<StoredKey> read() throws IOException {
        List<StoredKey> keys = new ArrayList<>();
        if (!Files.exists(path())) {
            return keys;
        }
        int number = 0;
        for (String line : Files.readAllLines(path(), UTF_8)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                keys.add(StoredKey.parse(line));
            } catch (IllegalArgumentException e) {
                throw new IOException(path() + ":" + number + " is not a key: " + e.getMessage(), e);
            }
        }
        return keys;
    }

    private void append(String line) throws IOException {
        Files.createDirectories(folder, ownerOnly("rwx------"));
        try {
            Files.createFile(path(), ownerOnly("rw-------"));
        } catch (FileAlreadyExistsException ignored) {
            // Made by an earlier key, with the same permissions.
        }
        Files.writeString(path(), (endsInLine() ? "" : "\n") + line, StandardOpenOption.APPEND);
    }

    /** Whether what is appended begins a line of its own; an editor may have left the last one without its end. */
    private boolean endsInLine() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path().toFile(), "r")) {
            if (file.length() == 0) {
                return true;
            }
            file.seek(file.length() - 1);
            return file.read() == '\n';
        }
    }

    private static FileAttribute<?>[] ownerOnly(String permissions) {
        return java.nio.file.FileSystems.getDefault()
                        .supportedFileAttributeViews()
                        .contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static String random(String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
