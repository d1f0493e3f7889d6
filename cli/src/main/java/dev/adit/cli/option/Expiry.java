// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** When a key ends: after a while, or with the last second of a day in UTC. Immutable. */
public sealed interface Expiry {
    /** After this time from now. */
    record After(Duration time) implements Expiry {
        public After {
            if (time.isZero() || time.isNegative()) {
                throw new IllegalArgumentException("the key would be expired at once; write 90d or 2027-12-31");
            }
        }
    }

    /** With the end of this day. */
    record EndOf(LocalDate day) implements Expiry {}

    static Expiry parse(String text) {
        if (!text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            return new After(duration(text));
        }
        try {
            return new EndOf(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "' is not a date; write 2027-12-31 or 90d", e);
        }
    }

    /** The instant, which must lie ahead. */
    default Instant instant(Instant now) {
        Instant end = switch (this) {
            case After after -> now.plus(after.time());
            case EndOf date ->
                date.day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        };
        if (!end.isAfter(now)) {
            throw new IllegalArgumentException("--expires " + end + " lies behind us; write a later date or 90d");
        }
        return end;
    }

    private static Duration duration(String text) {
        try {
            return DurationText.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no duration or date; write 90d or 2027-12-31", e);
        }
    }
}
