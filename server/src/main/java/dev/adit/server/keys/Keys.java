// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.keys;

import dev.adit.wire.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys a running server knows: those of the key file, read again when it changed, and the bootstrap key. Blocks for
 * file access, so not for event loops. Thread-safe.
 */
public final class Keys {
    private static final Logger LOG = LoggerFactory.getLogger(Keys.class);
    private static final byte[] NO_DIGEST = new byte[32];

    private final KeyFile file;
    private final Optional<StoredKey> bootstrap;
    private List<StoredKey> stored = List.of();
    private @Nullable FileTime readAt;
    private long readBytes = -1;
    /** Why the file could not be read, as told last; empty when it can be. */
    private String told = "";

    public Keys(KeyFile file, Optional<Secret> bootstrapKey) {
        this.file = file;
        bootstrap = bootstrapKey.map(secret -> new StoredKey(
                new Key("bootstrap", "bootstrap", KeyRights.ALL),
                java.util.HexFormat.of().formatHex(KeyFile.sha256(secret.reveal()))));
    }

    /**
     * The key that this secret is, unless it is unknown or has expired. Unknown and wrong secrets take the same path,
     * and the comparison takes the same time for both.
     */
    public Optional<Key> authenticate(Secret presented) {
        byte[] digest = KeyFile.sha256(presented.reveal());
        String id = id(presented.reveal());
        Optional<StoredKey> candidate =
                current().stream().filter(key -> key.key().id().equals(id)).findFirst();
        // A comparison is made even without a candidate, so that the answer takes as long.
        boolean matches =
                candidate.map(key -> key.matches(digest)).orElseGet(() -> MessageDigest.isEqual(digest, NO_DIGEST));
        Optional<Key> found = matches ? candidate.map(StoredKey::key) : Optional.empty();
        return found.or(() -> bootstrap.filter(key -> key.matches(digest)).map(StoredKey::key))
                .filter(key -> !key.rights().hasExpired(Instant.now()));
    }

    /** Whether a key that was found before is still there and has not expired. */
    public boolean isStillGood(Key key) {
        return Stream.concat(current().stream(), bootstrap.stream())
                .map(StoredKey::key)
                .anyMatch(
                        known -> known.id().equals(key.id()) && !known.rights().hasExpired(Instant.now()));
    }

    /** {@code adit_ID_SECRET} names its id in the open; anything else can only be the bootstrap key. */
    private static String id(String key) {
        String[] parts = key.split("_", 3);
        return parts.length == 3 && parts[0].equals("adit") ? parts[1] : "";
    }

    private synchronized List<StoredKey> current() {
        try {
            boolean exists = Files.exists(file.path());
            FileTime changedAt = exists ? Files.getLastModifiedTime(file.path()) : FileTime.fromMillis(0);
            long bytes = exists ? Files.size(file.path()) : 0;
            if (!changedAt.equals(readAt) || bytes != readBytes) {
                stored = file.read();
                readAt = changedAt;
                readBytes = bytes;
            }
            told = "";
        } catch (IOException e) {
            tellOnce(String.valueOf(e.getMessage()));
        }
        return stored;
    }

    /** Whoever dials has the file looked at, so a line each time would be a stranger's to write. */
    private void tellOnce(String why) {
        if (!why.equals(told)) {
            told = why;
            LOG.error("the key file cannot be read, the keys known before stay valid: {}", why);
        }
    }
}
