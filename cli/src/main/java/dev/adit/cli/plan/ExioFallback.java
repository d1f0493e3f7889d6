// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import dev.adit.agent.ServerAddress;
import dev.adit.cli.file.ConfigFile;
import dev.adit.cli.file.YamlNode.Entry;
import dev.adit.cli.file.YamlNode.Scalar;
import dev.adit.cli.option.AgentOptions;
import dev.adit.cli.option.Given;
import dev.adit.cli.option.Option;
import dev.adit.cli.option.Source;
import dev.adit.cli.option.UsageException;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Exio's own settings as the last resort: {@code EXIO_SERVER}, {@code EXIO_TOKEN}, then {@code .exio.yaml} in the
 * working folder or at home. Immutable; the file is opened only when asked.
 */
record ExioFallback(Surroundings surroundings) {
    private static final String SERVER = "server";
    private static final String TOKEN = "token";
    private static final String SUBDOMAIN = "subdomain";

    /** A value with its source. */
    record Found<T>(T value, Source source) {}

    Optional<Found<ServerAddress>> server() {
        return given("EXIO_SERVER", SERVER).map(given -> read(AgentOptions.SERVER, SERVER, given));
    }

    Optional<Found<Secret>> key() {
        return given("EXIO_TOKEN", TOKEN).map(given -> read(AgentOptions.KEY, TOKEN, given));
    }

    /** The name that Exio's set-up asks for, writes down and never reads; it has no variable. */
    Optional<Found<TunnelName>> name() {
        return inFiles(SUBDOMAIN).map(given -> read(AgentOptions.NAME, SUBDOMAIN, given));
    }

    private Optional<Given> given(String variable, String key) {
        String text = surroundings.environment().getOrDefault(variable, "");
        return text.isEmpty() ? inFiles(key) : Optional.of(new Given(text, new Source.Environment(variable)));
    }

    private Optional<Given> inFiles(String key) {
        Path inFolder = surroundings.workingFolder().resolve(".exio.yaml");
        Path atHome = surroundings.home().resolve(".exio.yaml");
        return Stream.of(inFolder, atHome)
                .filter(Files::isRegularFile)
                .findFirst()
                .flatMap(file -> inFile(file, file.equals(inFolder), key));
    }

    /** Keys of Exio that we do not use are passed over: the file is not ours. */
    private static Optional<Given> inFile(Path file, boolean folder, String key) {
        List<Entry> entries = ConfigFile.read(file, folder).entries();
        return entries.stream()
                .filter(entry -> entry.key().equals(key))
                .filter(entry -> entry.value() instanceof Scalar scalar && !scalar.isNothing())
                .map(entry ->
                        new Given(((Scalar) entry.value()).text(), new Source.FileLine(file, entry.line(), folder)))
                .findFirst();
    }

    private static <T> Found<T> read(Option<T> option, String name, Given given) {
        String key = given.source() instanceof Source.FileLine ? name + ": " : "";
        try {
            return new Found<>(option.kind().read(given.text()), given.source());
        } catch (IllegalArgumentException e) {
            throw UsageException.at(given.source(), key + e.getMessage());
        }
    }
}
