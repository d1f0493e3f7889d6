// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.adit.testkit.Script;
import dev.adit.testkit.ScriptedService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An agent whose way out is a real forward proxy. */
@Timeout(90)
class ForwardProxiesTest {
    private static final String HOST = "shop." + Stage.DOMAIN;
    private static final int AN_HOUR = 3600;

    @RegisterExtension
    private final Stage stage = new Stage();

    private final int proxyPort = Stage.freePort();

    @ParameterizedTest
    @EnumSource
    void aPlainServerIsReached(ForwardProxy proxy) {
        proxy.start(stage.processes(), proxyPort, Optional.empty(), AN_HOUR);
        ServerProcess server = stage.server();
        try (ScriptedService service = hello()) {
            Stage.awaitUrl(plain(proxy, server, "", "shop", service.port()));
            assertEquals("hello", Stage.visit(server.port(), HOST, "/").body());
        }
    }

    /** CW-10: the name that is verified is the server's, not the proxy's. */
    @ParameterizedTest
    @EnumSource
    void aServerWithTlsIsReachedByWhoHasTheCredentials(ForwardProxy proxy) {
        proxy.start(stage.processes(), proxyPort, Optional.of(ForwardProxy.USER), AN_HOUR);
        TestCertificate tls = TestCertificate.make(stage.processes());
        Secured secured = secured(tls);
        try (ScriptedService service = hello()) {
            Stage.awaitUrl(agent(
                    Map.of("https_proxy", url("ann:pass%77ord@"), "ADIT_SERVER", secured.url(proxy)),
                    "shop",
                    service.port(),
                    "--ca-file",
                    tls.authority().toString()));
            assertEquals(
                    "hello", Stage.visit(secured.server().port(), HOST, "/").body());
        }
    }

    /** CW-10: who sits in between is named, and gets no key. */
    @ParameterizedTest
    @EnumSource
    void anAuthorityThatNobodyKnowsIsNamed(ForwardProxy proxy) {
        proxy.start(stage.processes(), proxyPort, Optional.empty(), AN_HOUR);
        Secured secured = secured(TestCertificate.make(stage.processes()));
        Running agent = agent(Map.of("HTTPS_PROXY", url(""), "ADIT_SERVER", secured.url(proxy)), "shop", 1);
        agent.awaitStderr("received CN=front issued by CN=Private authority");
    }

    @ParameterizedTest
    @EnumSource
    void wrongCredentialsAreNamedAndNotShown(ForwardProxy proxy) {
        proxy.start(stage.processes(), proxyPort, Optional.of(ForwardProxy.USER), AN_HOUR);
        Running agent = plain(proxy, stage.server(), "ann:secret@", "shop", 1);
        agent.awaitStderr("the proxy 127.0.0.1:" + proxyPort + " refused the user name and password in HTTP_PROXY");
        assertFalse(agent.stderr().contains("secret"), agent::toString);
    }

    @ParameterizedTest
    @EnumSource
    void missingCredentialsAreAskedFor(ForwardProxy proxy) {
        proxy.start(stage.processes(), proxyPort, Optional.of(ForwardProxy.USER), AN_HOUR);
        plain(proxy, stage.server(), "", "shop", 1)
                .awaitStderr("wants a user name and password; write http://USER:PASSWORD@127.0.0.1:" + proxyPort
                        + " in HTTP_PROXY \\(407\\)");
    }

    /** The one that does not ping shows that the proxy does cut. The other may be late by as much as three seconds. */
    @ParameterizedTest
    @EnumSource
    void anAgentThatPingsOutlivesTheIdleTime(ForwardProxy proxy) {
        proxy.start(stage.processes(), proxyPort, Optional.empty(), 5);
        ServerProcess server = stage.server();
        Running pinging = plain(proxy, server, "", "one", 1, "--ping-interval", "2s");
        Stage.awaitUrl(pinging);
        Running silent = plain(proxy, server, "", "two", 1, "--ping-interval", "1m");
        Stage.awaitUrl(silent);
        silent.awaitStderr("connected again");
        assertFalse(pinging.stderr().contains("no session"), pinging::toString);
        assertEquals(502, Stage.visit(server.port(), "one." + Stage.DOMAIN, "/").status());
    }

    private Running plain(
            ForwardProxy proxy, ServerProcess server, String user, String name, int target, String... options) {
        String address = "http://" + proxy.serverHost() + ":" + server.port();
        return agent(
                Map.of("HTTP_PROXY", url(user), "ADIT_SERVER", address),
                name,
                target,
                Stage.words(List.of("--allow-plaintext"), options));
    }

    private Running agent(Map<String, String> environment, String name, int target, String... options) {
        return stage.agentWith(
                environment, Stage.words(List.of("http", Integer.toString(target), "--name", name), options));
    }

    private String url(String user) {
        return "http://" + user + "127.0.0.1:" + proxyPort;
    }

    /** nginx speaks TLS for the server. */
    private Secured secured(TestCertificate tls) {
        int port = Stage.freePort();
        ServerProcess server = stage.server("--trusted-proxy", "127.0.0.1/32");
        FrontProxy.NGINX.start(stage.processes(), tls, port, server.port(), "1h");
        return new Secured(server, port);
    }

    private record Secured(ServerProcess server, int port) {
        String url(ForwardProxy proxy) {
            return "https://" + proxy.serverHost() + ":" + port;
        }
    }

    private static ScriptedService hello() {
        return ScriptedService.start(Script.answer("hello"));
    }
}
