// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.keys;

import dev.adit.server.PortRange;
import dev.adit.wire.TunnelName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the holder of a key may do. Immutable.
 *
 * @param names patterns of the names it may claim, {@code *} for any characters; empty allows all
 * @param tcp whether it may open TCP tunnels
 * @param ports the ports those may ask for; empty allows all of the server's
 * @param admin whether it may use the admin API
 * @param expires when it stops to be valid; empty never
 * @param tunnels how many tunnels may live at once; 0 means any number
 */
public record KeyRights(
        List<String> names,
        boolean tcp,
        Optional<PortRange> ports,
        boolean admin,
        Optional<Instant> expires,
        int tunnels) {
    /** Everything, for ever. */
    public static final KeyRights ALL = new KeyRights(List.of(), true, Optional.empty(), true, Optional.empty(), 0);

    /** HTTP tunnels of any name, for ever: what a key gets when nothing is said. */
    public static final KeyRights HTTP = new KeyRights(List.of(), false, Optional.empty(), false, Optional.empty(), 0);

    private static final Pattern NAME_PATTERN = Pattern.compile("[a-z0-9*-]{1,63}");

    public KeyRights {
        names = List.copyOf(names);
        for (String pattern : names) {
            if (!NAME_PATTERN.matcher(pattern).matches()) {
                throw new IllegalArgumentException(
                        "'" + pattern + "' is no pattern for names; write a-z, 0-9, '-' and '*', such as team-*");
            }
        }
        if (tunnels < 0) {
            throw new IllegalArgumentException("at most " + tunnels + " tunnels; write 0 for any number");
        }
    }

    /** Whether the name may be claimed. */
    public boolean mayName(TunnelName name) {
        return names.isEmpty() || names.stream().anyMatch(pattern -> matches(pattern, name.value()));
    }

    /** Whether a TCP tunnel may have this port. */
    public boolean mayPort(int port) {
        return tcp && ports.map(range -> range.contains(port)).orElse(true);
    }

    /** Whether the rights have run out. */
    public boolean hasExpired(Instant now) {
        return expires.isPresent() && !now.isBefore(expires.get());
    }

    private static boolean matches(String pattern, String name) {
        return Pattern.matches(pattern.replace("-", "\\-").replace("*", "[a-z0-9-]*"), name);
    }
}
