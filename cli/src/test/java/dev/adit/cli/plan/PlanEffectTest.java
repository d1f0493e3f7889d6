// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.cli.option.Arguments;
import dev.adit.cli.option.FileScope;
import dev.adit.cli.option.Option;
import dev.adit.cli.option.OptionTable;
import dev.adit.cli.option.Verb;
import dev.adit.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every option of the table arrives in the record that its room reads (CL-05). */
class PlanEffectTest {
    @TempDir
    Path folder;

    /** What an option prints in the plan; the tables below are checked against the option table for gaps. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --name=shop                 | name=Optional[shop]
            --protocol=exio             | protocol=EXIO
            --protocol=pool             | protocol=POOL
            --protocol=aetherlink       | protocol=AETHERLINK
            --protocol=localtunnel      | protocol=LOCALTUNNEL
            --links=7                   | poolLinks=7
            --host-header=rewrite       | hostHeader=Rewrite[]
            --host-header=app.test      | hostHeader=Value[host=app.test]
            --proxy-protocol=v2         | proxyProtocol=Optional[V2]
            --allow-cidr=10.0.0.0/8,::1 | allow=[10.0.0.0/8, 0:0:0:0:0:0:0:1/128]
            --deny-cidr=192.0.2.7       | deny=[192.0.2.7/32]
            --ping-interval=5s          | pingInterval=PT5S
            --inspect=off               | inspect=Optional.empty
            --inspect=:5050             | inspect=Optional[127.0.0.1:5050]
            --exit-on-disconnect        | exitOnDisconnect=Optional[PT0S]
            --exit-on-disconnect=1m     | exitOnDisconnect=Optional[PT1M]
            --allow-plaintext           | allowPlaintext=true
            --json                      | json=true
            --quiet                     | level=WARN
            --no-color                  | color=false
            --qr                        | qr=true
            --copy                      | copy=true
            --open                      | open=true
            --log-level=debug           | level=DEBUG
            --log-format=json           | format=JSON
            --key=abc                   | key=Optional[***]
            --server=http://127.0.0.1:9 | server=http://127.0.0.1:9,
            """)
    void agentFlagsArrive(String flag, String effect) {
        assertTrue(agent(flag).contains(effect), () -> agent(flag));
        assertFalse(agent("--links=10").contains(effect), effect);
    }

    /** The file is read before anything is dialled, so it has to be there: any authority the JDK trusts will do. */
    @Test
    void theFileOfAuthoritiesArrives() throws IOException, GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        X509Certificate any = ((X509TrustManager) trust.getTrustManagers()[0]).getAcceptedIssuers()[0];
        String text = Base64.getMimeEncoder().encodeToString(any.getEncoded());
        Path file = Files.writeString(
                folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
        assertTrue(agent("--ca-file=" + file).contains("caFile=Optional[" + file + "]"));
        String idle = "--ca-file has no effect without an https:// server; http://localhost is dialled without TLS";
        assertTrue(agent("--ca-file=" + file).contains(idle), () -> agent("--ca-file=" + file));
        Arguments secure = Arguments.parse(Verb.HTTP, List.of("--server=https://localhost", "--ca-file=" + file));
        assertEquals(
                List.of(),
                AgentPlanner.plan(Verb.HTTP, "3000", secure, surroundings(Map.of()))
                        .notices());
    }

    @Test
    void theFlagsOfTcpArrive() {
        String plan = AgentPlanner.plan(
                        Verb.TCP,
                        "22",
                        Arguments.parse(Verb.TCP, List.of("--server=http://localhost", "--remote-port=2222")),
                        surroundings(Map.of()))
                .toString();
        assertTrue(plan.contains("remotePort=OptionalInt[2222]"), plan);
        assertTrue(plan.contains("tcp://localhost:22"), plan);
    }

    @Test
    void anInsecureTargetArrives() {
        String plan = AgentPlanner.plan(
                        Verb.HTTP,
                        "https://localhost",
                        Arguments.parse(Verb.HTTP, List.of("--server=http://localhost", "--insecure-target")),
                        surroundings(Map.of()))
                .toString();
        assertTrue(plan.contains("insecureTarget=true"), plan);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --listen=127.0.0.1:9000,:9001       | listen=[127.0.0.1:9000, 0.0.0.0:9001]
            --domain=A.example.com              | domain=Optional[a.example.com]
            --domain=a.example.com              | routing=SUBDOMAIN
            --public-url=https://t.example.com  | publicUrl=Optional[https://t.example.com]
            --tcp-ports=2000-2100               | tcpPorts=Optional[2000-2100]
            --pool-listen=:62322                | listen=Optional[0.0.0.0:62322]
            --pool-ports=4000-4100              | ports=Optional[4000-4100]
            --admin=127.0.0.1:9081              | admin=Optional[127.0.0.1:9081]
            --data=/srv/adit                    | data=/srv/adit
            --allow-anonymous                   | anonymous=HTTP_AND_POOL
            --allow-anonymous=http              | anonymous=HTTP,
            --allow-anonymous=pool              | anonymous=POOL
            --allow-anonymous=all               | anonymous=ALL
            --trusted-proxy=10.0.0.0/8,::1      | trustedProxies=[10.0.0.0/8, 0:0:0:0:0:0:0:1/128]
            --log-level=trace                   | level=TRACE
            --log-format=json                   | format=JSON
            --limit-request-line-bytes=8KiB     | requestLineBytes=8192
            --limit-header-bytes=8KiB           | headerBytes=8192
            --limit-header-fields=50            | headerFields=50
            --limit-trailer-bytes=4096          | trailerBytes=4096
            --limit-chunk-extension-bytes=64    | chunkExtensionBytes=64
            --limit-chunk-extensions-bytes=1024 | bodyExtensionBytes=1024
            --limit-body-bytes=3GB              | bodyBytes=3000000000
            --limit-interim-answers=3           | interimAnswers=3
            --limit-pipelined-bytes=1024        | pipelinedBytes=1024
            --limit-linger-bytes=1024           | lingerBytes=1024
            --limit-body-rate-bytes=100         | bodyRateBytes=100
            --limit-answer-rate-bytes=100       | answerRateBytes=100
            --limit-requests-per-connection=9   | requestsPerConnection=9
            --limit-connections-per-address=9   | connectionsPerAddress=9
            --limit-connections-per-tunnel=9    | connectionsPerTunnel=9
            --limit-streams-per-session=9       | streamsPerSession=9
            --limit-unacknowledged-opens=9      | unacknowledgedOpens=9
            --limit-window-bytes=1MiB           | windowBytes=1048576
            --limit-window-growth-bytes=1MiB    | windowGrowthBytes=1048576
            --limit-session-buffer-bytes=2MiB   | sessionBufferBytes=2097152
            --limit-control-frame-bytes=1024    | controlFrameBytes=1024
            --limit-client-hello-bytes=4096     | clientHelloBytes=4096
            --limit-anonymous-tunnels=9         | tunnels=9
            --limit-anonymous-registrations=99  | registrations=99
            --limit-pool-links=3                | links=3
            --limit-pool-waiting=3              | waiting=3
            --timeout-pool-lines=7s             | lines=PT7S
            --timeout-pool-away=7s              | away=PT7S
            --timeout-pool-busy=7s              | busy=PT7S
            --timeout-pool-hold=7s              | hold=PT7S
            --timeout-header=7s                 | header=PT7S
            --timeout-body-idle=7s              | requestBodyIdle=PT7S
            --timeout-response-head=7s          | responseHead=PT7S
            --timeout-exchange-idle=7s          | exchangeIdle=PT7S
            --timeout-keep-alive=7s             | keepAliveIdle=PT7S
            --timeout-linger=7s                 | linger=PT7S
            --timeout-tls-handshake=7s          | tlsHandshake=PT7S
            --timeout-ping=7s                   | ping=PT7S
            --timeout-hello=7s                  | hello=PT7S
            --timeout-open=7s                   | open=PT7S
            --timeout-acknowledge=7s            | acknowledge=PT7S
            --timeout-write-stall=7s            | writeStall=PT7S
            --timeout-name-hold=0               | nameHold=PT0S
            --timeout-drain=7s                  | drain=PT7S
            --timeout-exio-body-hold=7ms        | exioBodyHold=PT0.007S
            """)
    void serverFlagsArrive(String flag, String effect) {
        assertTrue(server(flag).contains(effect), () -> server(flag));
        assertFalse(server().contains(effect), effect);
    }

    @Test
    void flagsThatNeedAnotherArrive() {
        assertTrue(server("--domain=a.example.com", "--routing=path").contains("routing=PATH"));
        assertTrue(server("--pool-listen=:1", "--pool-random-name").contains("randomName=true"));
        assertTrue(server("--pool-listen=:1", "--pool-query-key").contains("queryKey=true"));
        assertTrue(server("--trusted-proxy=10.0.0.1", "--accept-proxy-protocol").contains("acceptProxyProtocol=true"));
    }

    /** The guard of this test: an option that is added without a row above fails here. */
    @Test
    void everyOptionHasARowHere() throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/adit/cli/plan/PlanEffectTest.java"));
        Set<String> missing = new TreeSet<>();
        Set<String> elsewhere = Set.of("basic-auth", "config", "key-file", "check");
        for (Option<?> option : OptionTable.all()) {
            if (option.isFlag() && !elsewhere.contains(option.name()) && !source.contains("--" + option.name())) {
                missing.add(option.name());
            }
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void withoutAnyOptionTheServerIsTheDefaultOne() {
        ServerPlan plan = ServerPlanner.plan(Arguments.parse(Verb.SERVER, List.of()), surroundings(Map.of()));
        assertEquals(ServerConfig.DEFAULT, plan.server());
    }

    @Test
    void pathModeSaysThatTunnelsShareAnOrigin() {
        List<String> notices = serverNotices();
        assertEquals(1, notices.size());
        assertTrue(notices.getFirst().contains("share one origin"), notices::toString);
        assertEquals(notices, serverNotices("--domain=tunnel.example.com", "--routing=path"));
        assertEquals(List.of(), serverNotices("--domain=tunnel.example.com"));
    }

    private List<String> serverNotices(String... flags) {
        return ServerPlanner.plan(Arguments.parse(Verb.SERVER, List.of(flags)), surroundings(Map.of()))
                .notices();
    }

    @Test
    void theBootstrapKeyComesFromTheEnvironmentAloneAndNeverPrints() {
        String key = "0123456789abcdef0123456789abcdef";
        ServerPlan plan = ServerPlanner.plan(
                Arguments.parse(Verb.SERVER, List.of()), surroundings(Map.of("ADIT_BOOTSTRAP_KEY", key)));
        assertEquals(key, plan.server().access().bootstrapKey().orElseThrow().reveal());
        assertFalse(plan.toString().contains(key), plan::toString);
    }

    @Test
    void theRightsOfAKeyArrive() {
        KeyPlan plan = KeyPlan.of(
                "laptop",
                Arguments.parse(
                        Verb.KEY_CREATE,
                        List.of(
                                "--names=shop,shop-*",
                                "--ports=2000-2100",
                                "--admin",
                                "--expires=2040-12-31",
                                "--max-tunnels=3",
                                "--data=/srv/adit")),
                surroundings(Map.of()),
                Instant.parse("2026-01-01T00:00:00Z"));
        assertEquals(
                "KeyPlan[data=/srv/adit, name=laptop, rights=KeyRights[names=[shop, shop-*], tcp=true,"
                        + " ports=Optional[2000-2100], admin=true, expires=Optional[2041-01-01T00:00:00Z], tunnels=3]]",
                plan.toString());
        assertTrue(KeyPlan.of(
                        "x", Arguments.parse(Verb.KEY_CREATE, List.of("--tcp")), surroundings(Map.of()), Instant.now())
                .rights()
                .tcp());
    }

    @Test
    void keysOfFilesAreThoseOfTheTable() {
        assertEquals(
                "allow-plaintext ca-file exit-on-disconnect inspect key key-file links log-format log-level no-color"
                        + " ping-interval protocol quiet server",
                names(FileScope.AGENT));
        assertEquals(
                "allow-cidr basic-auth deny-cidr host-header insecure-target name proxy-protocol remote-port",
                names(FileScope.TUNNEL));
    }

    private static String names(FileScope scope) {
        return OptionTable.in(scope).stream().map(Option::name).sorted().collect(Collectors.joining(" "));
    }

    private String agent(String flag) {
        List<String> words = new ArrayList<>(List.of("--server=http://localhost"));
        words.add(flag);
        return AgentPlanner.plan(Verb.HTTP, "3000", Arguments.parse(Verb.HTTP, words), surroundings(Map.of()))
                .toString();
    }

    private String server(String... flags) {
        return ServerPlanner.plan(Arguments.parse(Verb.SERVER, List.of(flags)), surroundings(Map.of()))
                .toString();
    }

    private Surroundings surroundings(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("HOME", folder.toString());
        return new Surroundings(all, folder);
    }
}
