// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import dev.adit.agent.BasicCredential;
import dev.adit.cli.file.PrivateFile;
import java.nio.file.Path;
import java.util.List;

/** The value of {@code --basic-auth}: one {@code USER:PASS}, or {@code @FILE} with one on each line. Stateless. */
final class CredentialFile {
    static final String MARK = "@";

    private CredentialFile() {}

    static List<BasicCredential> parse(String text) {
        if (!text.startsWith(MARK)) {
            return List.of(BasicCredential.parse(text));
        }
        Path file = Path.of(text.substring(MARK.length()));
        List<BasicCredential> all = PrivateFile.read(file)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(BasicCredential::parse)
                .toList();
        if (all.isEmpty()) {
            throw new IllegalArgumentException(file + " holds no USER:PASS line");
        }
        return all;
    }
}
