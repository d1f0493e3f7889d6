// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
    private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "500ms, 500",
        "10s, 10000",
        "5m, 300000",
        "1h, 3600000",
        "2d, 172800000",
        "1h30m, 5400000",
        "0, 0",
        "0s, 0"
    })
    void durationsAreRead(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), DurationText.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "-1s", "1.5s", "10 s", "10S", "1w", "9999999999s", "99999d"})
    void whatIsNoDurationIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> DurationText.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"512, 512", "64KiB, 65536", "10MB, 10000000", "1GiB, 1073741824", "64kb, 64000", "1B, 1"})
    void sizesAreRead(String text, long bytes) {
        assertEquals(bytes, SizeText.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KiB", "-1", "1.5MB", "1TB", "1 MB", "9999999999"})
    void whatIsNoSizeIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> SizeText.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"90d, 2026-09-13T12:00:00Z", "2026-12-31, 2027-01-01T00:00:00Z", "2026-06-15, 2026-06-16T00:00:00Z"})
    void aKeyEndsAfterAWhileOrWithADay(String text, Instant end) {
        assertEquals(end, Expiry.parse(text).instant(NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-06-14", "0s", "2026-02-30", "tomorrow", ""})
    void anExpiryThatIsNoneOrPastIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Expiry.parse(text).instant(NOW));
    }

    @Test
    void theNearestNameIsFoundAndAFarOneIsNot() {
        List<String> known = List.of("listen", "domain", "routing");
        assertEquals(Optional.of("listen"), Nearest.to("lisen", known));
        assertEquals(Optional.of("domain"), Nearest.to("domian", known));
        assertEquals(Optional.empty(), Nearest.to("xyzzy", known));
        assertEquals(Optional.empty(), Nearest.to("d".repeat(100_000), known));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:4040", "192.0.2.1:4040", "example.com:4040", "4040"})
    void theInspectorListensOnLoopbackAlone(String text) {
        assertThrows(
                IllegalArgumentException.class,
                () -> AgentOptions.INSPECT.kind().read(text));
    }
}
