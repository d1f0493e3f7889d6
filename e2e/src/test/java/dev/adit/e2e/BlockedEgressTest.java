// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.adit.wire.HostPort;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An agent in a network whose only way out is a forward proxy: nothing else of the world can be reached from it. */
@Timeout(90)
class BlockedEgressTest {
    private static final int SERVICE = 8000;
    private static final HostPort LISTEN = new HostPort(Networks.PROXY, 3128);

    private final Processes processes = new Processes();
    private Networks networks;

    @BeforeEach
    void lay() {
        networks = Networks.make(processes);
    }

    @AfterEach
    void end() {
        if (networks != null) {
            networks.close();
        }
        processes.close();
    }

    @ParameterizedTest
    @CsvSource({"SQUID, ''", "SQUID, ann", "TINYPROXY, ''", "TINYPROXY, ann"})
    void theProxyIsTheOnlyWayAndItIsTaken(ForwardProxy proxy, String user) {
        Optional<Path> curl = Processes.installed("curl");
        assumeTrue(curl.isPresent(), "curl is not installed");
        proxy.start(networks.world(), LISTEN, Optional.of(user).filter(name -> !name.isEmpty()), 3600);
        int port = server();
        service();
        Running blocked = agent(port, Map.of());
        blocked.awaitStderr("there is no way to it from this network");
        String credentials = user.isEmpty() ? "" : user + ":" + ForwardProxy.PASSWORD + "@";
        Running agent = agent(port, Map.of("HTTP_PROXY", "http://" + credentials + LISTEN));
        Stage.awaitUrl(agent);
        assertFalse(agent.stderr().contains(ForwardProxy.PASSWORD), agent::toString);
        Running visitor = networks.world()
                .start(
                        curl.get(),
                        Map.of(),
                        "-s",
                        "-H",
                        "Host: shop." + Stage.DOMAIN,
                        "http://" + Networks.SERVER + ":" + port + "/hello.txt");
        visitor.awaitStdout("hello from the house");
    }

    private int server() {
        return networks.world()
                .adit(
                        Map.of("ADIT_BOOTSTRAP_KEY", Stage.KEY),
                        "server",
                        "--listen",
                        Networks.SERVER + ":0",
                        "--admin",
                        "127.0.0.1:0",
                        "--domain",
                        Stage.DOMAIN)
                .awaitListening();
    }

    /** The JDK's own server of files, beside the agent. */
    private void service() {
        processes.write("hello.txt", "hello from the house");
        networks.house()
                .start(
                        Path.of(System.getProperty("java.home"), "bin", "jwebserver"),
                        Map.of(),
                        "-b",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(SERVICE),
                        "-d",
                        processes.folder().toString())
                .awaitStdout("Serving");
    }

    private Running agent(int port, Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "ADIT_KEY", Stage.KEY, "ADIT_INSPECT", "off", "ADIT_SERVER", "http://" + Networks.SERVER + ":" + port));
        variables.putAll(environment);
        List<String> words = List.of("http", Integer.toString(SERVICE), "--name", "shop", "--allow-plaintext");
        return networks.house().adit(variables, words.toArray(String[]::new));
    }
}
