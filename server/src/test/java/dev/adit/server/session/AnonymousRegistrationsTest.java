// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.server.fakes.TestClock;
import dev.adit.testkit.ManualTime;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How often an address may register without a key (docs/wire.md, "Without a key"). */
class AnonymousRegistrationsTest {
    private static final String ONE = "1.2.3.4";

    private final ManualTime time = new ManualTime();
    private final AnonymousRegistrations registrations = new AnonymousRegistrations(new TestClock(time), 2);

    @Test
    void oneTooManyWithinAMinuteIsToldHowLongToWait() {
        assertEquals(Optional.empty(), registrations.add(ONE));
        time.advance(Duration.ofSeconds(20));
        assertEquals(Optional.empty(), registrations.add(ONE));
        assertEquals(Optional.of(Duration.ofSeconds(40)), registrations.add(ONE));
        assertEquals(Optional.empty(), registrations.add("1.2.3.5"), "another address");
        time.advance(Duration.ofSeconds(40));
        assertEquals(Optional.empty(), registrations.add(ONE));
        assertEquals(Optional.of(Duration.ofSeconds(20)), registrations.add(ONE));
    }

    @Test
    void whatIsGivenBackDoesNotCount() {
        registrations.add(ONE);
        for (int i = 0; i < 10; i++) {
            assertEquals(Optional.empty(), registrations.add(ONE));
            registrations.giveBack(ONE);
        }
        registrations.giveBack("1.2.3.5");
    }
}
