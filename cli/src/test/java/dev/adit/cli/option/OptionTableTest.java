// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.agent.BasicCredential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every option of the table takes effect from each of its sources (CL-05). */
class OptionTableTest {
    @TempDir
    Path folder;

    static Stream<Option<?>> options() {
        return OptionTable.all().stream();
    }

    static Stream<Option<?>> flags() {
        return options().filter(Option::isFlag);
    }

    static Stream<Option<?>> variables() {
        return options().filter(option -> option.variable().isPresent());
    }

    static Stream<Option<?>> keys() {
        return options().filter(option -> option.scope() != FileScope.NONE);
    }

    @Test
    void noCommandHasTwoOptionsOfOneName() {
        for (Verb verb : Verb.values()) {
            Set<String> names = new HashSet<>();
            OptionTable.of(verb).forEach(option -> {
                assertTrue(names.add(option.name()), verb + " " + option.name());
                option.letter().ifPresent(letter -> assertTrue(names.add(letter), verb + " -" + letter));
            });
        }
    }

    @ParameterizedTest
    @MethodSource("flags")
    void everyFlagTakesEffect(Option<?> option) {
        assertEquals(read(option, Samples.first(option)), ofFlag(option, Samples.first(option)));
        assertNotEquals(ofNothing(option), ofFlag(option, Samples.first(option)));
    }

    @ParameterizedTest
    @MethodSource("variables")
    void everyVariableTakesEffect(Option<?> option) {
        assertEquals(
                read(option, Samples.first(option)),
                resolve(option, Map.of(), variable(option, Samples.first(option)), Map.of()));
    }

    @ParameterizedTest
    @MethodSource("variables")
    void anEmptyVariableCountsAsNone(Option<?> option) {
        assertEquals(ofNothing(option), resolve(option, Map.of(), variable(option, ""), Map.of()));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyFileKeyTakesEffect(Option<?> option) throws IOException {
        assertEquals(
                read(option, Samples.first(option)),
                resolve(option, Map.of(), Map.of(), ofFile(option, Samples.first(option))));
    }

    @ParameterizedTest
    @MethodSource("options")
    void flagBeatsVariableBeatsFileBeatsDefault(Option<?> option) throws IOException {
        Map<Option<?>, List<Given>> file =
                option.scope() == FileScope.NONE ? Map.of() : ofFile(option, Samples.first(option));
        Map<String, String> environment =
                option.variable().isPresent() ? variable(option, Samples.second(option)) : Map.of();
        if (option.variable().isPresent()) {
            assertEquals(read(option, Samples.second(option)), resolve(option, Map.of(), environment, file));
        }
        if (option.isFlag()) {
            String third = option.variable().isPresent() ? Samples.first(option) : Samples.second(option);
            assertEquals(read(option, third), resolve(option, flag(option, third), environment, file));
        }
    }

    @Test
    void everyDefaultCanBeRead() {
        options()
                .filter(option -> option.fallback().isPresent())
                .forEach(option -> assertEquals(1, ofNothing(option).size(), option::name));
    }

    @Test
    void credentialsOfABasicAuthFileAreRead() throws IOException {
        Path file = Files.writeString(folder.resolve("visitors"), "# team\nme:one\n\nyou:two\n");
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        List<BasicCredential> read = AgentOptions.BASIC_AUTH.kind().read("@" + file);
        assertEquals(List.of(BasicCredential.parse("me:one"), BasicCredential.parse("you:two")), read);
    }

    @Test
    void noSecretPrintsWithItsSource() {
        assertFalse(new Given("hushhush", new Source.Flag("key")).toString().contains("hushhush"));
    }

    private static List<?> ofNothing(Option<?> option) {
        return resolve(option, Map.of(), Map.of(), Map.of());
    }

    private static List<?> ofFlag(Option<?> option, String text) {
        return resolve(option, flag(option, text), Map.of(), Map.of());
    }

    private static Map<Option<?>, List<String>> flag(Option<?> option, String text) {
        Verb verb = option.verbs().iterator().next();
        List<String> words = option.kind().isSwitch()
                ? (text.equals("true") ? List.of("--" + option.name()) : List.of())
                : List.of("--" + option.name() + "=" + text);
        return Arguments.parse(verb, words).flags();
    }

    private static Map<String, String> variable(Option<?> option, String text) {
        return Map.of(option.variable().orElseThrow(), text);
    }

    private Map<Option<?>, List<Given>> ofFile(Option<?> option, String text) throws IOException {
        String key = option.name() + ": '" + text + "'\n";
        Path file = folder.resolve("config.yaml");
        if (option.scope() == FileScope.TUNNEL) {
            Files.writeString(file, "tunnels:\n  shop:\n    target: 3000\n    " + key);
            return FileKeys.read(file, FileScope.AGENT, false).tunnels().getOrDefault("shop", Map.of());
        }
        Files.writeString(file, key);
        return FileKeys.read(file, option.scope(), false).top();
    }

    private static List<?> read(Option<?> option, String text) {
        return List.of(option.kind().read(text));
    }

    private static List<?> resolve(
            Option<?> option,
            Map<Option<?>, List<String>> flags,
            Map<String, String> environment,
            Map<Option<?>, List<Given>> file) {
        return Settings.resolve(List.of(option), flags, environment, file).all(option);
    }
}
