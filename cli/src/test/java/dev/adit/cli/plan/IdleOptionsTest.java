// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.cli.option.Arguments;
import dev.adit.cli.option.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An option that needs another one says so on stderr when it stands alone, and nothing when it does not. */
class IdleOptionsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "--limit-anonymous-tunnels=9, --allow-anonymous",
        "--limit-anonymous-registrations=9, --allow-anonymous",
        "--limit-connections-per-tunnel=9, --tcp-ports=2000-2100",
        "--limit-pool-links=3, --pool-listen=:1",
        "--limit-pool-waiting=3, --pool-ports=4000-4100",
        "--timeout-pool-lines=7s, --pool-listen=:1",
        "--timeout-pool-away=7s, --pool-listen=:1",
        "--timeout-pool-busy=7s, --pool-listen=:1",
        "--timeout-pool-hold=7s, --pool-listen=:1",
        "--allow-anonymous=pool, --pool-listen=:1",
    })
    void anOptionOfTheServerThatNeedsAnotherSaysSo(String option, String needed) {
        String flag = needed.replaceFirst("=.*", "");
        List<String> alone = server(option);
        assertEquals(1, alone.size(), alone::toString);
        String start = option.replaceFirst("=.*", "") + " has no effect without ";
        String pool = flag.startsWith("--pool-") ? "--pool-listen or --pool-ports" : flag;
        assertEquals(start + pool, alone.getFirst());
        assertEquals(List.of(), server(option, needed));
    }

    @Test
    void aKeyOfAFileIsNamedByItsLine() throws IOException {
        Files.writeString(folder.resolve("adit-server.yaml"), "limit-pool-links: 3\nadmin: :1\n");
        Path file = folder.resolve("adit-server.yaml");
        assertEquals(
                List.of(
                        file + ":2: admin is not built yet and has no effect",
                        file + ":1: limit-pool-links has no effect without --pool-listen or --pool-ports"),
                server());
    }

    @Test
    void linksWithoutThePoolProtocolHaveNoEffect() {
        assertEquals(
                List.of("--links has no effect without --protocol pool"),
                agent("--server=http://localhost", "--links=3"));
        assertEquals(List.of(), agent("--server=http://localhost", "--links=3", "--protocol=pool"));
    }

    private List<String> server(String... flags) {
        List<String> words = Stream.concat(Stream.of("--domain=tunnel.example.com"), Stream.of(flags))
                .toList();
        return ServerPlanner.plan(Arguments.parse(Verb.SERVER, words), new Surroundings(Map.of(), folder))
                .notices();
    }

    private List<String> agent(String... flags) {
        Surroundings surroundings = new Surroundings(Map.of("HOME", folder.toString()), folder);
        return AgentPlanner.plan(Verb.HTTP, "3000", Arguments.parse(Verb.HTTP, List.of(flags)), surroundings)
                .notices();
    }
}
