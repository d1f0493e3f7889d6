// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.Clock;
import dev.adit.server.keys.Key;
import dev.adit.server.keys.Keys;
import dev.adit.wire.Secret;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Looks presented keys up and counts the wrong ones by address, whatever they were presented to: who is turned away at
 * one door does not go on guessing at the next (CE-03). Thread-safe. Reads files, so not for event loops.
 */
public final class KeyCheck {
    /** What became of a credential. */
    public enum Refusal {
        NO_KEY,
        WRONG_KEY,
        /** As one of the two above, and too often already. */
        TOO_OFTEN
    }

    /**
     * Who presented the credential.
     *
     * @param key the key; empty for nobody in particular
     * @param refusal why they are not let in; empty when they are
     */
    public record Verdict(Optional<Key> key, Optional<Refusal> refusal) {}

    /** In words, behind the cause. */
    public static final String WAIT_TEXT = "too many wrong keys from this address; wait a minute";

    /** How long who is turned away {@link Refusal#TOO_OFTEN} is to wait; then nothing is counted any more. */
    public static final Duration WAIT = FailedAttempts.WINDOW;

    private final Keys keys;
    private final FailedAttempts failures;

    public KeyCheck(Keys keys, Clock clock) {
        this.keys = keys;
        failures = new FailedAttempts(clock);
    }

    /**
     * Decides on one attempt.
     *
     * @param credential what was presented, if anything
     * @param nobodyMay whether an attempt without a credential is let in
     */
    public Verdict check(Optional<Secret> credential, InetAddress address, boolean nobodyMay) {
        Optional<Key> key = credential.flatMap(keys::authenticate);
        if (key.isPresent() || (credential.isEmpty() && nobodyMay)) {
            return new Verdict(key, Optional.empty());
        }
        if (failures.add(address)) {
            return new Verdict(key, Optional.of(Refusal.TOO_OFTEN));
        }
        return new Verdict(key, Optional.of(credential.isEmpty() ? Refusal.NO_KEY : Refusal.WRONG_KEY));
    }

    /** Whether a key that was good once still is: neither revoked nor expired. */
    public boolean isStillGood(Key key) {
        return keys.isStillGood(key);
    }
}
