// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import dev.adit.agent.ServerAddress;
import dev.adit.agent.Target;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelName;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Remembers the random name of each server, key and target, so that the next start gets the same address. Safe between
 * processes: a lock file guards the read and the write.
 *
 * <p>Lines are {@code HASH NAME}; the hash tells nothing about the key. A folder that cannot be written costs only the
 * memory, so it is a warning.
 */
final class StableNames {
    /** Old lines go first beyond this. */
    private static final int MOST_LINES = 1_000;

    private static final int HASH_DIGITS = 32;

    private final Path folder;
    private final RandomGenerator random;
    private final Consumer<String> warning;

    StableNames(Path folder, RandomGenerator random, Consumer<String> warning) {
        this.folder = folder;
        this.random = random;
        this.warning = warning;
    }

    /** The remembered name, or a new one that is remembered now. */
    TunnelName name(ServerAddress server, Optional<Secret> key, Target target) {
        String hash = hash(server + "\n" + key.map(k -> hash(k.reveal())).orElse("") + "\n" + target);
        try {
            Files.createDirectories(folder);
            try (FileChannel lock = FileChannel.open(
                            folder.resolve("names.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = lock.lock()) {
                return held.isValid() ? remembered(hash) : TunnelName.random(random);
            }
        } catch (IOException | SecurityException e) {
            warning.accept("the name cannot be remembered in " + folder + " ("
                    + e.getClass().getSimpleName() + "); the next start gets another one, unless you write --name");
            return TunnelName.random(random);
        }
    }

    private TunnelName remembered(String hash) throws IOException {
        Path file = folder.resolve("names");
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        for (String line : lines) {
            if (line.startsWith(hash + " ")) {
                Optional<TunnelName> known = TunnelName.parse(line.substring(hash.length() + 1));
                if (known.isPresent()) {
                    return known.get();
                }
            }
        }
        TunnelName fresh = TunnelName.random(random);
        write(file, lines, hash + " " + fresh);
        return fresh;
    }

    /** Written beside and moved into place: a crash leaves the old file or the new one. */
    private void write(Path file, List<String> old, String line) throws IOException {
        List<String> lines = new ArrayList<>(old.subList(Math.max(0, old.size() - MOST_LINES + 1), old.size()));
        lines.add(line);
        Path beside = folder.resolve("names.new");
        Files.write(beside, lines);
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
