// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import java.util.Optional;
import java.util.Set;

/**
 * One option: the single declaration that feeds the parser, help, the reference page, file keys, environment and the
 * test of defaults. Immutable; built with the {@code with}-like steps below.
 *
 * @param name the long flag and the file key
 * @param letter the short flag
 * @param variable the environment variable
 * @param repetition whether it may be given more than once
 * @param bare what the flag means without {@code =VALUE}; present when the value may be left out
 * @param fallback the default as one would type it
 * @param note the default in words, where it is no single value
 */
public record Option<T>(
        String name,
        Optional<String> letter,
        Optional<String> variable,
        Kind<T> kind,
        Repetition repetition,
        Optional<String> bare,
        Optional<String> fallback,
        Optional<String> note,
        String help,
        Set<Verb> verbs,
        FileScope scope,
        Later later) {
    /** How often an option may be given. */
    public enum Repetition {
        ONCE,
        /** Each value stands alone; it may hold commas. */
        MANY,
        /** A value may be several, with commas between. */
        MANY_OR_COMMAS
    }

    public Option {
        verbs = Set.copyOf(verbs);
    }

    static <T> Option<T> of(String name, Kind<T> kind, String help) {
        return new Option<>(
                name,
                Optional.empty(),
                Optional.empty(),
                kind,
                Repetition.ONCE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                help,
                Set.of(),
                FileScope.NONE,
                Later.BUILT);
    }

    Option<T> letter(String letter) {
        return new Option<>(
                name, Optional.of(letter), variable, kind, repetition, bare, fallback, note, help, verbs, scope, later);
    }

    Option<T> variable(String variable) {
        return new Option<>(
                name, letter, Optional.of(variable), kind, repetition, bare, fallback, note, help, verbs, scope, later);
    }

    Option<T> repeatable(Repetition repetition) {
        return new Option<>(name, letter, variable, kind, repetition, bare, fallback, note, help, verbs, scope, later);
    }

    Option<T> bare(String text) {
        return new Option<>(
                name, letter, variable, kind, repetition, Optional.of(text), fallback, note, help, verbs, scope, later);
    }

    Option<T> fallback(String text) {
        return new Option<>(
                name, letter, variable, kind, repetition, bare, Optional.of(text), note, help, verbs, scope, later);
    }

    Option<T> note(String text) {
        return new Option<>(
                name, letter, variable, kind, repetition, bare, fallback, Optional.of(text), help, verbs, scope, later);
    }

    Option<T> on(FileScope scope, Verb... verbs) {
        return new Option<>(
                name, letter, variable, kind, repetition, bare, fallback, note, help, Set.of(verbs), scope, later);
    }

    Option<T> later(Later later) {
        return new Option<>(name, letter, variable, kind, repetition, bare, fallback, note, help, verbs, scope, later);
    }

    /** Whether it exists on the command line; without verbs it is an environment variable alone. */
    public boolean isFlag() {
        return !verbs.isEmpty();
    }

    public boolean isRepeatable() {
        return repetition != Repetition.ONCE;
    }

    /** The flag with its letter and value, as help prints it. */
    public String usage() {
        String value =
                kind.isSwitch() ? "" : bare.isPresent() ? "[=" + kind.placeholder() + "]" : " " + kind.placeholder();
        return letter.map(l -> "-" + l + ", ").orElse("") + "--" + name + value;
    }

    /** The default as help prints it; empty when there is none. */
    public String defaultText() {
        return note.or(() -> fallback).orElse("");
    }

    /** Each declaration equals itself alone; what a record does by itself costs some twenty classes at each start. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
