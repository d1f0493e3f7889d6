// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import dev.adit.cli.option.LogFormat;
import dev.adit.cli.option.LogLevel;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogTest {
    private static final Instant NOW = Instant.parse("2026-06-15T12:00:00.123456Z");

    @Test
    void linesHaveTheSamePartsInBothFormats() {
        LogLine line = new LogLine(NOW, "WARN", "adit", "no \"session\"", Optional.of("java.io.IOException: x"));
        assertEquals(
                "2026-06-15T12:00:00.123Z warn no \"session\" (java.io.IOException: x)", line.formed(LogFormat.TEXT));
        assertEquals(
                "{\"time\":\"2026-06-15T12:00:00.123Z\",\"level\":\"warn\",\"logger\":\"adit\","
                        + "\"message\":\"no \\\"session\\\"\",\"error\":\"java.io.IOException: x\"}",
                line.formed(LogFormat.JSON));
    }

    @Test
    void fieldsAreMembersOrWordsWithASignBetween() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("code", "ADIT-400-HOST");
        fields.put("detail", "a \"b\"");
        LogLine line = new LogLine(NOW, "DEBUG", "adit", "refused", fields, Optional.empty());
        assertEquals(
                "2026-06-15T12:00:00.123Z debug refused code=ADIT-400-HOST detail=\"a \\\"b\\\"\"",
                line.formed(LogFormat.TEXT));
        assertEquals(
                "{\"time\":\"2026-06-15T12:00:00.123Z\",\"level\":\"debug\",\"logger\":\"adit\","
                        + "\"message\":\"refused\",\"code\":\"ADIT-400-HOST\",\"detail\":\"a \\\"b\\\"\"}",
                line.formed(LogFormat.JSON));
    }

    @Test
    void theServersLogWritesWhatItsEventsSayToPrograms() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (Console console = new Console(stream(OutputStream.nullOutputStream()), stream(err)).start()) {
            ServerLog.install(console, LogLevel.INFO, LogFormat.TEXT);
            LoggerFactory.getLogger("dev.adit.test")
                    .atWarn()
                    .addKeyValue("count", 17)
                    .log("refused");
            console.flush();
        } finally {
            ((LoggerContext) LoggerFactory.getILoggerFactory()).reset();
        }
        String text = err.toString(StandardCharsets.UTF_8);
        assertTrue(text.endsWith(" warn refused count=17\n"), text);
    }

    @Test
    void linesBelowTheLevelAreLeftOutAndLineBreaksMadeVisible() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (Console console = new Console(stream(OutputStream.nullOutputStream()), stream(err)).start()) {
            AgentLog log = new AgentLog(console, InstantSource.fixed(NOW), LogLevel.INFO, LogFormat.TEXT);
            log.log(LogLevel.DEBUG, "hidden");
            log.log(LogLevel.INFO, "one\r\nforged line");
            console.flush();
        }
        assertEquals("2026-06-15T12:00:00.123Z info one??forged line\n", err.toString(StandardCharsets.UTF_8));
    }

    /** A terminal takes U+009B for the begin of a command, as it does ESC and a bracket. */
    @Test
    void controlCharactersBeyondAsciiReachNoTerminal() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (Console console = new Console(stream(out), stream(err)).start()) {
            console.result("https://shop.example\u009b31m");
            console.notice("refused: \u0085\u009d0;title\u009c na\u00efve");
            console.flush();
        }
        assertEquals("https://shop.example?31m\n", out.toString(StandardCharsets.UTF_8));
        assertEquals("adit: refused: ??0;title? na\u00efve\n", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void nettysWarningsAreOurs() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (Console console = new Console(stream(OutputStream.nullOutputStream()), stream(err)).start()) {
            NettyLog netty = new NettyLog(
                    "io.netty.x", new AgentLog(console, InstantSource.fixed(NOW), LogLevel.WARN, LogFormat.TEXT));
            netty.info("hidden {}", 1);
            netty.warn("shown {} {}", 1, 2);
            netty.error("failed", new IllegalStateException("why"));
            console.flush();
        }
        String text = err.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("warn shown 1 2\n"), text);
        assertTrue(text.contains("error failed (java.lang.IllegalStateException: why)"), text);
        assertTrue(!text.contains("hidden"), text);
    }

    @Test
    void aReaderThatIsTooSlowCostsDroppableLinesAloneAndNoWaiting() throws InterruptedException {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch reading = new CountDownLatch(1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (Console console = new Console(stream(out), stream(err)).start()) {
            console.droppableResult(() -> {
                writing.countDown();
                awaitQuietly(reading);
                return "first";
            });
            writing.await();
            for (int i = 0; i < 40_000; i++) {
                console.droppableResult(() -> "request");
            }
            console.result("kept");
            reading.countDown();
            console.flush();
            console.flush();
        }
        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.endsWith("kept\n"), text.length() + " characters");
        assertTrue(text.length() < 20_000 * "request\n".length(), text.length() + " characters");
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("lines were left out"), err::toString);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static PrintStream stream(OutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
