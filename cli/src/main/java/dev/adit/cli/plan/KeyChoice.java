// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import dev.adit.cli.file.PrivateFile;
import dev.adit.cli.option.AgentOptions;
import dev.adit.cli.option.Settings;
import dev.adit.cli.option.Source;
import dev.adit.cli.option.UsageException;
import dev.adit.wire.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The key an agent shows and where it comes from. Immutable.
 *
 * <p>{@code --key} and {@code --key-file} are one question: the stronger source answers it, and both from one source
 * are a contradiction.
 */
record KeyChoice(Optional<Secret> key, Source source) {
    static KeyChoice of(Settings settings) {
        Source key = settings.source(AgentOptions.KEY);
        Source file = settings.source(AgentOptions.KEY_FILE);
        if (rank(key) == 0 && rank(file) == 0) {
            return new KeyChoice(Optional.empty(), new Source.Default());
        }
        if (rank(key) == rank(file)) {
            throw UsageException.at(file, "--key and --key-file are both given; write one of them");
        }
        return rank(key) > rank(file)
                ? new KeyChoice(settings.maybe(AgentOptions.KEY), key)
                : new KeyChoice(Optional.of(read(settings.one(AgentOptions.KEY_FILE), file)), file);
    }

    /**
     * A folder must not steal a key: a server named by a file that merely lies in the working folder gets a key from
     * that same file alone.
     */
    void refuseTheft(Source server) {
        boolean folderServer = server instanceof Source.FileLine line && line.folder();
        if (!folderServer || key.isEmpty() || isOfSameFile((Source.FileLine) server)) {
            return;
        }
        throw new UsageException(server + " names the server and " + source + " the key: a file in the working folder"
                + " may not direct a key that is not its own; write --server URL, or put the key into that file");
    }

    private boolean isOfSameFile(Source.FileLine server) {
        return source instanceof Source.FileLine own && own.file().equals(server.file());
    }

    private static int rank(Source source) {
        return switch (source) {
            case Source.Flag _ -> 3;
            case Source.Environment _ -> 2;
            case Source.FileLine _ -> 1;
            case Source.Default _ -> 0;
        };
    }

    private static Secret read(Path file, Source source) {
        if (source instanceof Source.FileLine line) {
            refuseOutside(file, line);
        }
        try {
            String text = PrivateFile.read(file).strip();
            return AgentOptions.KEY.kind().read(text);
        } catch (IllegalArgumentException e) {
            throw UsageException.at(source, String.valueOf(e.getMessage()));
        }
    }

    /** A path in a file that was found in the working folder may not point out of it. */
    private static void refuseOutside(Path file, Source.FileLine line) {
        Path folder = line.file().toAbsolutePath().normalize().resolveSibling("");
        if (line.folder() && !isInside(folder, file)) {
            throw UsageException.at(
                    line, "key-file points out of the folder of this file; write --server URL --key-file " + file);
        }
    }

    private static boolean isInside(Path folder, Path file) {
        try {
            return file.toRealPath().startsWith(folder.toRealPath());
        } catch (IOException ignored) {
            // What cannot be resolved cannot be read either; the read says why.
            return file.normalize().startsWith(folder);
        }
    }
}
