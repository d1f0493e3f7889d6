// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The name under which a tunnel is claimed and reached: 3 to 63 of a-z, 0-9 and hyphen, no hyphen at either end.
 * Immutable.
 *
 * <p>Every name is a valid DNS label; whether it is free or {@linkplain #isReserved reserved} is another question.
 */
public record TunnelName(String value) {
    private static final int MIN_LENGTH = 3;
    /** The longest DNS label (RFC 1035 section 2.3.4). */
    private static final int MAX_LENGTH = 63;
    /** 13 characters of 5 bits: a name that nobody guesses has at least 64 bits. */
    private static final int RANDOM_LENGTH = 13;

    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final Set<String> RESERVED =
            Set.of("www", "api", "admin", "app", "mail", "status", "static", "dashboard", "localhost");

    public TunnelName {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "not a tunnel name (3 to 63 of a-z, 0-9 and hyphen, no hyphen at either end): " + shown(value));
        }
    }

    /** The name of this text in any case; throws {@link IllegalArgumentException} when it cannot be one. */
    public static TunnelName of(String text) {
        return new TunnelName(text.toLowerCase(Locale.ROOT));
    }

    /** The name of this text in any case, or nothing when it cannot be one. */
    public static Optional<TunnelName> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return isValid(lower) ? Optional.of(new TunnelName(lower)) : Optional.empty();
    }

    /** A name of 65 random bits; the generator must be a secure one. */
    public static TunnelName random(RandomGenerator secureRandom) {
        StringBuilder name = new StringBuilder(RANDOM_LENGTH);
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            name.append(BASE32.charAt(secureRandom.nextInt(BASE32.length())));
        }
        return new TunnelName(name.toString());
    }

    /** Whether the name is kept back for the operator's own hosts. */
    public boolean isReserved() {
        return RESERVED.contains(value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static boolean isValid(String text) {
        int length = text.length();
        if (length < MIN_LENGTH || length > MAX_LENGTH || text.charAt(0) == '-' || text.charAt(length - 1) == '-') {
            return false;
        }
        return text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')
                && (!text.startsWith(ALabel.PREFIX) || ALabel.isDecodable(text));
    }

    /** Hostile text goes into logs: at most the length of a name, visible ASCII only. */
    private static String shown(String text) {
        String cut = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
        return '"' + cut.replaceAll("[^\\x20-\\x7e]", "?") + '"';
    }
}
