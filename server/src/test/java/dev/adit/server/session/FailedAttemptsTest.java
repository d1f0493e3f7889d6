// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.server.fakes.TestClock;
import dev.adit.testkit.ManualTime;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** CE-03. */
class FailedAttemptsTest {
    private static final InetAddress ONE = InetAddress.ofLiteral("1.2.3.4");

    @Test
    void theEleventhOfAMinuteIsOneTooManyForThatAddressAlone() {
        ManualTime time = new ManualTime();
        FailedAttempts failures = new FailedAttempts(new TestClock(time));
        for (int i = 0; i < 10; i++) {
            assertFalse(failures.add(ONE));
        }
        assertTrue(failures.add(ONE));
        assertFalse(failures.add(InetAddress.ofLiteral("1.2.3.5")));
        time.advance(Duration.ofSeconds(61));
        assertFalse(failures.add(ONE));
    }

    /** A host takes as many addresses of its network as it likes. */
    @Test
    void anIpv6NetworkIsCountedAsOne() {
        FailedAttempts failures = new FailedAttempts(new TestClock(new ManualTime()));
        for (int i = 0; i < 10; i++) {
            assertFalse(failures.add(InetAddress.ofLiteral("2001:db8:0:1::" + i)));
        }
        assertTrue(failures.add(InetAddress.ofLiteral("2001:db8:0:1:ffff::1")));
        assertFalse(failures.add(InetAddress.ofLiteral("2001:db8:0:2::1")));
    }
}
