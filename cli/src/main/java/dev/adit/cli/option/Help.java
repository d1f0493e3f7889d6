// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import java.util.List;

/** The help texts, rendered from the option table. Stateless. */
public final class Help {
    /** Where the explaining column starts; a longer left side gets a line of its own. */
    private static final int COLUMN = 34;

    private Help() {}

    /** The overview of all commands that work. */
    public static String overview() {
        StringBuilder text = new StringBuilder("""
                Adit gives a service behind NAT or a firewall a public address.

                Usage: adit COMMAND [options]

                Commands:
                """);
        for (Verb verb : Verb.values()) {
            row(text, verb.text() + verb.operand().map(operand -> " " + operand).orElse(""), verb.summary());
        }
        return text.append("""

                Example:
                  adit http 3000 --server https://tunnel.example.com --name shop

                adit COMMAND --help explains one command. Exit codes: 0 ended as asked, 1 failed,
                2 wrong usage or configuration, 3 refused by the server.
                """).toString();
    }

    /** The help of one command. */
    public static String of(Verb verb) {
        StringBuilder text = new StringBuilder(verb.summary()).append(".\n\n");
        text.append("Usage: ").append(usage(verb)).append('\n');
        if (!verb.detail().isEmpty()) {
            text.append('\n').append(verb.detail()).append('\n');
        }
        List<Option<?>> options = OptionTable.of(verb);
        if (!options.isEmpty()) {
            text.append("\nOptions:\n");
            options.forEach(option -> row(text, option.usage(), explained(option)));
        }
        return text.append("\nExample:\n  ").append(verb.example()).append('\n').toString();
    }

    /** The one line that shows how a command is written. */
    public static String usage(Verb verb) {
        return "adit " + verb.text()
                + verb.operand().map(operand -> " " + operand).orElse("")
                + (OptionTable.of(verb).isEmpty() ? "" : " [options]");
    }

    private static String explained(Option<?> option) {
        StringBuilder text = new StringBuilder(option.help());
        if (!option.kind().isSwitch() && !option.defaultText().isEmpty()) {
            text.append(" (default: ").append(option.defaultText()).append(')');
        }
        option.variable()
                .ifPresent(variable -> text.append(" [").append(variable).append(']'));
        if (option.later() != Later.BUILT) {
            text.append(" - not built yet");
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String left, String right) {
        text.append("  ").append(left);
        if (left.length() + 2 >= COLUMN) {
            text.append('\n').append(" ".repeat(COLUMN));
        } else {
            text.append(" ".repeat(COLUMN - 2 - left.length()));
        }
        text.append(right).append('\n');
    }
}
