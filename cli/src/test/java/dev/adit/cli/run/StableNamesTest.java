// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.adit.agent.ServerAddress;
import dev.adit.agent.Target;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StableNamesTest {
    private static final ServerAddress SERVER = ServerAddress.parse("https://a.example.com");
    private static final Target TARGET = Target.parse(TunnelKind.HTTP, "3000");

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void eachServerKeyAndTargetHasItsOwnName() {
        TunnelName first = name("https://a.example.com", "key", "3000");
        assertEquals(first, name("https://a.example.com", "key", "localhost:3000"));
        assertNotEquals(first, name("https://b.example.com", "key", "3000"));
        assertNotEquals(first, name("https://a.example.com", "yek", "3000"));
        assertNotEquals(first, name("https://a.example.com", "key", "3001"));
        assertEquals(List.of(), warnings);
    }

    @Test
    void theKeyIsNotInTheFile() throws IOException {
        names(folder).name(SERVER, Optional.of(new Secret("hushhush")), TARGET);
        assertFalse(Files.readString(folder.resolve("names")).contains("hushhush"));
    }

    @Test
    void aFolderThatCannotBeMadeIsAWarning() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        TunnelName name = names(file.resolve("adit")).name(SERVER, Optional.empty(), TARGET);
        assertEquals(13, name.value().length());
        assertEquals(1, warnings.size());
    }

    @Test
    void aBrokenFileGivesAFreshName() throws IOException {
        TunnelName first = names(folder).name(SERVER, Optional.empty(), TARGET);
        Path file = folder.resolve("names");
        Files.writeString(file, Files.readString(file).replace(first.value(), "NOT/A/NAME"));
        TunnelName second = names(folder).name(SERVER, Optional.empty(), TARGET);
        assertNotEquals(first, second);
    }

    @Test
    void oldNamesGoFirst() throws IOException {
        Files.write(folder.resolve("names"), Collections.nCopies(5_000, "0".repeat(32) + " abcdefghijklm"));
        TunnelName name = names(folder).name(SERVER, Optional.empty(), TARGET);
        assertEquals(1_000, Files.readAllLines(folder.resolve("names")).size());
        assertEquals(name, names(folder).name(SERVER, Optional.empty(), TARGET));
    }

    private TunnelName name(String server, String key, String target) {
        return names(folder)
                .name(ServerAddress.parse(server), Optional.of(new Secret(key)), Target.parse(TunnelKind.HTTP, target));
    }

    private StableNames names(Path where) {
        return new StableNames(where, new SecureRandom(), warnings::add);
    }
}
