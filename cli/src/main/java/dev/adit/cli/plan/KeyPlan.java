// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import dev.adit.cli.option.Arguments;
import dev.adit.cli.option.FileKeys;
import dev.adit.cli.option.KeyOptions;
import dev.adit.cli.option.OptionTable;
import dev.adit.cli.option.Settings;
import dev.adit.cli.option.Verb;
import dev.adit.server.PortRange;
import dev.adit.server.keys.KeyRights;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** What {@code adit key create} is to make, and where. Immutable. */
public record KeyPlan(Path data, String name, KeyRights rights) {
    /** The plan; the data folder may come from the server's own configuration file. */
    public static KeyPlan of(String name, Arguments arguments, Surroundings surroundings, Instant now) {
        FileKeys file = ConfigFinder.server(arguments.flags(), surroundings);
        Settings settings = Settings.resolve(
                OptionTable.of(Verb.KEY_CREATE), arguments.flags(), surroundings.environment(), file.top());
        return new KeyPlan(DataFolder.of(settings), name, settings.built(() -> rights(settings, now)));
    }

    /** Asking for ports is asking for tcp. */
    private static KeyRights rights(Settings settings, Instant now) {
        Optional<PortRange> ports = settings.maybe(KeyOptions.PORTS);
        return new KeyRights(
                settings.all(KeyOptions.NAMES),
                settings.one(KeyOptions.TCP) || ports.isPresent(),
                ports,
                settings.one(KeyOptions.ADMIN),
                settings.maybe(KeyOptions.EXPIRES).map(expiry -> expiry.instant(now)),
                settings.maybe(KeyOptions.MAX_TUNNELS).orElse(0));
    }
}
