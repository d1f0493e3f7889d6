// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import dev.adit.cli.option.Arguments;
import dev.adit.cli.option.FileKeys;
import dev.adit.cli.option.KeyOptions;
import dev.adit.cli.option.OptionTable;
import dev.adit.cli.option.ServerOptions;
import dev.adit.cli.option.Settings;
import dev.adit.cli.option.Verb;
import dev.adit.server.PortRange;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code adit key create} is to make. Immutable.
 *
 * @param names patterns of names; none means every name that is not reserved
 * @param ports empty: any of the server's, with {@code tcp}
 */
public record KeyPlan(
        Path data,
        String name,
        List<String> names,
        Optional<PortRange> ports,
        boolean tcp,
        boolean admin,
        Optional<Instant> expires,
        OptionalInt maxTunnels) {
    public KeyPlan {
        names = List.copyOf(names);
        if (!name.matches("[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?")) {
            throw new IllegalArgumentException(
                    "'" + name + "' is not a key's name; write 1 to 64 of a-z, 0-9, dot, hyphen and underscore");
        }
        if (maxTunnels.isPresent() && maxTunnels.getAsInt() == 0) {
            throw new IllegalArgumentException("--max-tunnels 0 would be a key for nothing; write 1 or more");
        }
    }

    /** The plan; the data folder may come from the server's own configuration file. */
    public static KeyPlan of(String name, Arguments arguments, Surroundings surroundings, Instant now) {
        FileKeys file = ConfigFinder.server(arguments.flags(), surroundings);
        Settings settings = Settings.resolve(
                OptionTable.of(Verb.KEY_CREATE), arguments.flags(), surroundings.environment(), file.top());
        Optional<PortRange> ports = settings.maybe(KeyOptions.PORTS);
        return settings.built(() -> new KeyPlan(
                settings.one(ServerOptions.DATA),
                name,
                settings.all(KeyOptions.NAMES),
                ports,
                settings.one(KeyOptions.TCP) || ports.isPresent(),
                settings.one(KeyOptions.ADMIN),
                settings.maybe(KeyOptions.EXPIRES).map(expiry -> expiry.instant(now)),
                settings.maybe(KeyOptions.MAX_TUNNELS).map(OptionalInt::of).orElse(OptionalInt.empty())));
    }
}
