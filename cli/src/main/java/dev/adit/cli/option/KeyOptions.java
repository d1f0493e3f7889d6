// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import static dev.adit.cli.option.FileScope.NONE;
import static dev.adit.cli.option.Verb.KEY_CREATE;

import dev.adit.cli.option.Option.Repetition;
import dev.adit.server.PortRange;
import java.util.List;

/** The options of {@code key create}. Immutable. */
public final class KeyOptions {
    public static final Option<String> NAMES = Option.of(
                    "names",
                    new Kind<>("PATTERN,...", KeyOptions::pattern),
                    "Names the key may claim; * stands for any")
            .repeatable(Repetition.MANY_OR_COMMAS)
            .note("every name that is not reserved")
            .on(NONE, KEY_CREATE);

    public static final Option<PortRange> PORTS = Option.of(
                    "ports", Kinds.PORTS, "Ports the key may claim; gives it --tcp")
            .note("any of --tcp-ports, with --tcp")
            .on(NONE, KEY_CREATE);

    public static final Option<Boolean> TCP = Option.of("tcp", Kinds.SWITCH, "The key may open tcp tunnels")
            .fallback("false")
            .on(NONE, KEY_CREATE);

    public static final Option<Boolean> ADMIN = Option.of("admin", Kinds.SWITCH, "The key may use the admin API")
            .fallback("false")
            .on(NONE, KEY_CREATE);

    public static final Option<Expiry> EXPIRES = Option.of("expires", Kinds.EXPIRY, "When the key ends")
            .note("never")
            .on(NONE, KEY_CREATE);

    public static final Option<Integer> MAX_TUNNELS = Option.of(
                    "max-tunnels", Kinds.count(1, 100_000), "Tunnels open at once")
            .note("any number")
            .on(NONE, KEY_CREATE);

    private KeyOptions() {}

    static List<Option<?>> all() {
        return List.of(NAMES, PORTS, TCP, ADMIN, EXPIRES, MAX_TUNNELS);
    }

    private static String pattern(String text) {
        if (!text.matches("[a-z0-9*-]{1,63}")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a pattern of names; write a-z, 0-9, hyphen and *, for example shop-*");
        }
        return text;
    }
}
