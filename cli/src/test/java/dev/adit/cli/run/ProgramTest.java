// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.cli.ExitCode;
import dev.adit.cli.option.Arguments;
import dev.adit.cli.option.Verb;
import dev.adit.cli.plan.Surroundings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CL-01: which command a command line means, and what a wrong one is told. */
class ProgramTest {
    private final Capture capture = new Capture();
    private final List<String> ran = new ArrayList<>();

    @AfterEach
    void close() {
        capture.close();
    }

    @ParameterizedTest
    @CsvSource({
        "http 3000, HTTP 3000",
        "tcp 22 --json, TCP 22",
        "server, SERVER",
        "key create laptop, KEY_CREATE laptop",
        "demo --check, DEMO",
        "version, VERSION",
        "--version, VERSION",
    })
    void theCommandIsFound(String line, String command) {
        assertEquals(ExitCode.OK, run(line));
        assertEquals(List.of(command), ran);
    }

    @ParameterizedTest
    @CsvSource({
        "htpp 3000, did you mean adit http?",
        "http, TARGET is missing; write adit http TARGET [options]",
        "http 3000 4000, is one word too many; write adit http",
        "server 8080, is one word too many; write adit server",
        "key, write adit key create NAME",
        "key create, NAME is missing",
        "key create a b, one word too many",
        "--frobnicate, unknown option",
        "http 3000 --frobnicate, unknown option --frobnicate",
        "help frobnicate, unknown command",
    })
    void wrongUsageIsToldOnStderrWithAHint(String line, String message) {
        assertEquals(ExitCode.USAGE, run(line));
        assertTrue(capture.err().getFirst().contains(message), capture.err()::toString);
        assertTrue(capture.err().getLast().contains("--help"), capture.err()::toString);
        assertEquals(List.of(), capture.out());
        assertEquals(List.of(), ran);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start", "start shop --all", "login https://x", "status", "config check", "doctor", "completion bash",
                "server init", "key list", "key show a", "key disable a", "key enable a", "key revoke a",
                        "key rotate a",
                "session list", "tunnel close a"
            })
    void commandsThatComeLaterSaySo(String line) {
        assertEquals(ExitCode.USAGE, run(line));
        assertTrue(capture.err().getFirst().contains("is not built yet"), capture.err()::toString);
    }

    @ParameterizedTest
    @EnumSource
    void helpOfEveryCommandIsAResult(Verb verb) {
        assertEquals(ExitCode.OK, run(verb.text() + " --help"));
        assertEquals(ExitCode.OK, run("help " + verb.text()));
        assertTrue(capture.out().toString().contains("Usage: adit " + verb.text()));
        assertEquals(List.of(), capture.err());
        assertEquals(List.of(), ran);
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "--version", "--help", "help http", "http --help", "key --help"})
    void aResultThatStdoutDoesNotTakeIsAFailure(String line) {
        try (FullDisk disk = new FullDisk()) {
            Surroundings nothing = new Surroundings(Map.of(), Path.of(""));
            Program program = new Program(disk.console, new LiveCommands(disk.console, nothing));
            assertEquals(ExitCode.FAILED, program.run(List.of(line.split(" "))));
            assertEquals(1, disk.err().lines().count(), disk::err);
            assertTrue(disk.err().contains("stdout did not take the result"), disk::err);
        }
    }

    @Test
    void nothingAtAllIsWrongUsage() {
        assertEquals(ExitCode.USAGE, new Program(capture.console, this::note).run(List.of()));
    }

    @Test
    void controlCharactersOfInputNeverReachTheTerminal() {
        assertEquals(ExitCode.USAGE, run("http\u001b[31m 3000"));
        assertTrue(capture.err().stream().noneMatch(line -> line.indexOf(0x1b) >= 0), capture.err()::toString);
    }

    private ExitCode run(String line) {
        return new Program(capture.console, this::note).run(List.of(line.split(" ")));
    }

    private ExitCode note(Verb verb, String operand, Arguments arguments) {
        ran.add((verb + " " + operand).strip());
        return arguments.help() ? ExitCode.FAILED : ExitCode.OK;
    }
}
