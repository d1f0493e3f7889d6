// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.file;

import dev.adit.cli.option.Source;
import dev.adit.cli.option.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a configuration file into lines and values, refusing whatever could be misread (CL-02, CL-03). Stateless.
 *
 * <p>Every refusal names file and line. The size is bounded before anything is read into memory.
 */
public final class ConfigFile {
    private static final int LARGEST = 1 << 20;

    private ConfigFile() {}

    /** The top-level mapping; a file of comments alone is an empty one. */
    public static YamlNode.Mapping read(Path file, boolean folder) {
        String text = decoded(file, folder, bytes(file, folder));
        if (text.isBlank()) {
            throw refused(file, 1, folder, "the file is empty; write at least one key, or remove it");
        }
        refuseMark(file, text, folder);
        refuseTabs(file, text, folder);
        return new YamlReader(file, folder).read(text);
    }

    static UsageException refused(Path file, int line, boolean folder, String message) {
        return UsageException.at(new Source.FileLine(file, line, folder), message);
    }

    private static byte[] bytes(Path file, boolean folder) {
        if (Files.isDirectory(file)) {
            throw refused(file, 1, folder, "this is a folder; write the path of a file");
        }
        if (!Files.isRegularFile(file)) {
            throw refused(file, 1, folder, Files.exists(file) ? "this is not a regular file" : "no such file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw refused(file, 1, folder, "the file is larger than 1 MiB; a configuration never is");
            }
            return bytes;
        } catch (IOException e) {
            throw refused(
                    file, 1, folder, "the file cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private static String decoded(Path file, boolean folder, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        out.flip();
        if (result.isError()) {
            throw refused(file, lines(out), folder, "a byte here is not UTF-8; save the file as UTF-8");
        }
        return out.toString();
    }

    private static void refuseMark(Path file, String text, boolean folder) {
        if (text.charAt(0) == '\uFEFF') {
            throw refused(file, 1, folder, "the file starts with a byte order mark; save it as UTF-8 without one");
        }
    }

    private static void refuseTabs(Path file, String text, boolean folder) {
        int line = 0;
        for (String each : text.split("\n", -1)) {
            line++;
            if (each.length() > each.stripLeading().length()
                    && each.substring(0, each.length() - each.stripLeading().length())
                                    .indexOf('\t')
                            >= 0
                    && !each.isBlank()) {
                throw refused(file, line, folder, "a tab stands in the indentation; write spaces");
            }
        }
    }

    private static int lines(CharSequence text) {
        return 1 + (int) text.chars().filter(c -> c == '\n').count();
    }
}
