// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import java.util.List;

/** The reference page {@code docs/options.md}, rendered from the option table. Stateless. */
final class Reference {
    private Reference() {}

    static String page() {
        StringBuilder text = new StringBuilder("""
                # Options

                Made from the option table in `cli` (`OptionTable`): a test fails when this page differs.
                A value comes from the flag, else the environment, else the configuration file, else the default; a wrong
                value in any of them is refused with its source named. Durations: `500ms`, `10s`, `5m`, `1h`, `90d`. Sizes:
                `512`, `64KiB`, `10MB`. Keys of files are the long flags without the dashes; "tunnel" means below
                `tunnels: NAME:` in `adit.yaml`.
                """);
        for (Verb verb : Verb.values()) {
            command(text, verb);
        }
        text.append("\n## Environment alone\n\n| variable | meaning |\n|---|---|\n");
        OptionTable.all().stream()
                .filter(option -> !option.isFlag())
                .forEach(option -> text.append("| `")
                        .append(option.variable().orElseThrow())
                        .append("` | ")
                        .append(option.help())
                        .append(" |\n"));
        return text.toString();
    }

    private static void command(StringBuilder text, Verb verb) {
        text.append("\n## adit ")
                .append(verb.text())
                .append("\n\n")
                .append(verb.summary())
                .append(". ");
        text.append(verb.detail()).append("\n\n    ").append(verb.example()).append('\n');
        List<Option<?>> options = OptionTable.of(verb);
        if (options.isEmpty()) {
            return;
        }
        text.append("\n| option | environment | file | default | meaning |\n|---|---|---|---|---|\n");
        options.forEach(option -> row(text, option));
    }

    private static void row(StringBuilder text, Option<?> option) {
        text.append("| `").append(option.usage().replace("|", "\\|")).append("` | ");
        text.append(option.variable().map(variable -> "`" + variable + "`").orElse(""))
                .append(" | ");
        text.append(scope(option.scope())).append(" | ");
        text.append(option.kind().isSwitch() ? "off" : fallback(option)).append(" | ");
        text.append(option.help())
                .append(option.later() == Later.BUILT ? "" : " (not built yet)")
                .append(" |\n");
    }

    private static String fallback(Option<?> option) {
        return option.note()
                .orElseGet(() -> option.fallback().map(text -> "`" + text + "`").orElse(""));
    }

    private static String scope(FileScope scope) {
        return switch (scope) {
            case NONE -> "";
            case AGENT, SERVER -> "top";
            case TUNNEL -> "tunnel";
        };
    }
}
