// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.cli.option.Arguments;
import dev.adit.cli.option.UsageException;
import dev.adit.cli.option.Verb;
import dev.adit.wire.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where an agent's server and key come from, and that a folder cannot steal a key. */
class KeyAndServerTest {
    @TempDir
    Path top;

    private Path home;
    private Path folder;

    @BeforeEach
    void makeFolders() throws IOException {
        home = Files.createDirectory(top.resolve("home"));
        folder = Files.createDirectory(top.resolve("work"));
    }

    @Test
    void plainLinksBeyondLoopbackMustBeMeant() {
        String refused = refused(Map.of(), "--server=https://tunnel.example.com", "--protocol=pool");
        assertTrue(refused.contains("the links of --protocol pool to tunnel.example.com are in plain text"), refused);
        assertTrue(refused.contains("--allow-plaintext"), refused);
    }

    @Test
    void plainLinksBeyondLoopbackAreToldOf() {
        AgentPlan plan =
                plan(Map.of(), "--server=https://tunnel.example.com", "--protocol=localtunnel", "--allow-plaintext");
        assertEquals(
                List.of("links of --protocol pool are plain TCP: whoever is on the way to tunnel.example.com"
                        + " can read and change what visitors send and get"),
                plan.notices());
        assertEquals(
                List.of(),
                plan(Map.of(), "--server=http://127.0.0.1:8080", "--protocol=pool")
                        .notices());
    }

    @Test
    void linksNeedThePoolProtocol() {
        assertEquals(
                List.of("--links has no effect without --protocol pool"),
                plan(Map.of(), "--server=http://127.0.0.1:8080", "--links=4").notices());
        assertEquals(
                List.of(),
                plan(Map.of(), "--server=http://127.0.0.1:8080", "--links=4", "--protocol=aetherlink")
                        .notices());
        assertTrue(refused(Map.of(), "--server=http://localhost", "--links=65").contains("outside 1 to 64"));
    }

    @Test
    void thePoolProtocolCarriesNoTcp() {
        String refused = assertThrows(
                        UsageException.class,
                        () -> AgentPlanner.plan(
                                Verb.TCP,
                                "22",
                                Arguments.parse(Verb.TCP, List.of("--server=http://localhost", "--protocol=pool")),
                                new Surroundings(Map.of("HOME", home.toString()), folder)))
                .toString();
        assertTrue(refused.contains("--protocol pool carries http only"), refused);
    }

    @Test
    void aServerOfTheFolderGetsNoKeyOfTheEnvironment() throws IOException {
        write(folder.resolve("adit.yaml"), "server: https://evil.example.com\n");
        String refused = refused(Map.of("ADIT_KEY", "hushhush"));
        assertTrue(refused.contains("adit.yaml:1"), refused);
        assertTrue(refused.contains("ADIT_KEY"), refused);
        assertFalse(refused.contains("hushhush"), refused);
    }

    @Test
    void aServerOfTheFolderGetsNoKeyOfAFlagOrAFile() throws IOException {
        write(folder.resolve("adit.yaml"), "server: https://evil.example.com\n");
        Path key = write(home.resolve("key"), "hushhush\n");
        assertTrue(refused(Map.of(), "--key=hushhush").contains("--key"));
        assertTrue(refused(Map.of(), "--key-file=" + key).contains("--key-file"));
        assertTrue(refused(Map.of("EXIO_TOKEN", "hushhush")).contains("EXIO_TOKEN"));
    }

    @Test
    void aServerOfTheFolderCannotPointAtAKeyOutsideIt() throws IOException {
        Path key = write(home.resolve("key"), "hushhush\n");
        write(folder.resolve("adit.yaml"), "server: https://evil.example.com\nkey-file: " + key + "\n");
        assertTrue(refused(Map.of()).contains("adit.yaml:2: key-file points out of the folder"));
        Files.createSymbolicLink(folder.resolve("link"), key);
        write(folder.resolve("adit.yaml"), "server: https://evil.example.com\nkey-file: link\n");
        assertTrue(refused(Map.of()).contains("adit.yaml:2: key-file points out of the folder"));
    }

    @Test
    void aServerOfTheFolderGetsTheKeyOfItsOwnFile() throws IOException {
        write(folder.resolve("adit.yaml"), "server: https://mine.example.com\nkey: own-key\n");
        assertEquals("own-key", key(plan(Map.of())));
        write(folder.resolve("own"), "beside\n");
        write(folder.resolve("adit.yaml"), "server: https://mine.example.com\nkey-file: own\n");
        assertEquals("beside", key(plan(Map.of())));
    }

    @Test
    void aServerThatIsConfirmedGetsTheKeyOfTheEnvironment() throws IOException {
        write(folder.resolve("adit.yaml"), "server: https://a.example.com\n");
        assertEquals("mine", key(plan(Map.of("ADIT_KEY", "mine"), "--server=https://a.example.com")));
        assertEquals("mine", key(plan(Map.of("ADIT_KEY", "mine", "ADIT_SERVER", "https://a.example.com"))));
        assertEquals("mine", key(plan(Map.of("ADIT_KEY", "mine"), "--config=" + folder.resolve("adit.yaml"))));
    }

    @Test
    void aServerOfTheUsersOwnFolderGetsAnyKey() throws IOException {
        Path config = Files.createDirectories(home.resolve(".config/adit"));
        write(config.resolve("adit.yaml"), "server: https://mine.example.com\n");
        assertEquals("mine", key(plan(Map.of("ADIT_KEY", "mine"))));
    }

    @Test
    void withoutAKeyAServerOfTheFolderIsDialledWithoutOne() throws IOException {
        write(folder.resolve("adit.yaml"), "server: https://open.example.com\n");
        assertTrue(plan(Map.of()).agent().key().isEmpty());
    }

    @Test
    void keyAndKeyFileOfOneSourceContradict() throws IOException {
        Path key = write(home.resolve("key"), "other\n");
        assertTrue(refused(Map.of(), "--server=http://localhost", "--key=a", "--key-file=" + key)
                .contains("write one of them"));
        assertEquals("other", key(plan(Map.of("ADIT_KEY", "env"), "--server=http://localhost", "--key-file=" + key)));
    }

    @Test
    void aKeyOnTheCommandLineIsWarnedOfInOneLine() {
        List<String> notices =
                plan(Map.of(), "--server=http://localhost", "--key=hushhush").notices();
        assertEquals(List.of("--key can be seen by others on this machine; use ADIT_KEY or --key-file"), notices);
    }

    @Test
    void aFileWithAKeyThatOthersCanReadIsWarnedOf() throws IOException {
        Path file = Files.writeString(folder.resolve("adit.yaml"), "server: http://localhost\nkey: own-key\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertTrue(plan(Map.of()).notices().getFirst().contains("chmod 600"));
    }

    @Test
    void exiosSettingsAreTheLastResortAndNamed() throws IOException {
        AgentPlan plan = plan(Map.of("EXIO_SERVER", "http://localhost:1", "EXIO_TOKEN", "exio-token"));
        assertEquals("exio-token", key(plan));
        assertTrue(plan.notices().toString().contains("EXIO_SERVER"), plan.notices()::toString);
        assertTrue(plan.notices().toString().contains("EXIO_TOKEN"), plan.notices()::toString);
        assertFalse(plan.notices().toString().contains("exio-token"), plan.notices()::toString);
        AgentPlan ours = plan(
                Map.of("EXIO_SERVER", "http://localhost:1", "EXIO_TOKEN", "exio-token", "ADIT_KEY", "mine"),
                "--server=http://localhost:2");
        assertEquals("mine", key(ours));
        assertEquals("http://localhost:2", ours.agent().server().toString());
        assertEquals(List.of(), ours.notices());
    }

    @Test
    void exiosFileAtHomeIsReadAndThatOfTheFolderCannotStealAKey() throws IOException {
        write(home.resolve(".exio.yaml"), "server: http://localhost:1\ntoken: exio-token\ntcp_port: 7\n");
        AgentPlan plan = plan(Map.of());
        assertEquals("exio-token", key(plan));
        assertTrue(plan.notices().getFirst().contains(".exio.yaml:1"), plan.notices()::toString);
        write(folder.resolve(".exio.yaml"), "server: https://evil.example.com\n");
        assertTrue(refused(Map.of("ADIT_KEY", "mine")).contains(".exio.yaml:1"));
    }

    @Test
    void theNameInExiosFileIsTheHttpTunnelsAtItsServer() throws IOException {
        write(home.resolve(".exio.yaml"), "server: http://localhost:1\nsubdomain: Shop\n");
        AgentPlan plan = plan(Map.of());
        assertEquals("shop", name(plan));
        String file = home.resolve(".exio.yaml").toString();
        assertEquals(
                "using Exio's setting of " + file + ":2: name shop",
                plan.notices().getLast());
        assertEquals("shop", name(plan(Map.of("EXIO_SERVER", "http://localhost:2"))));
        AgentPlan flag = plan(Map.of(), "--name=other");
        assertEquals("other", name(flag));
        assertEquals(1, flag.notices().size(), flag.notices()::toString);
        assertEquals("", name(plan(Map.of(), "--server=http://localhost:2")));
        AgentPlan tcp = AgentPlanner.plan(
                Verb.TCP,
                "22",
                Arguments.parse(Verb.TCP, List.of()),
                new Surroundings(Map.of("HOME", home.toString()), folder));
        assertEquals("", name(tcp));
    }

    @Test
    void aWrongNameInExiosFileIsRefusedLikeAnyOther() throws IOException {
        write(home.resolve(".exio.yaml"), "server: http://localhost:1\nsubdomain: no_name\n");
        String refused = refused(Map.of());
        assertTrue(refused.contains(".exio.yaml:2: subdomain: not a tunnel name"), refused);
        String flag = refused(Map.of(), "--name=no_name");
        assertEquals(flag.substring(flag.indexOf("not a")), refused.substring(refused.indexOf("not a")));
    }

    @Test
    void aWrongValueNamesItsSource() throws IOException {
        assertTrue(refused(Map.of("ADIT_SERVER", "nonsense")).contains("ADIT_SERVER: 'nonsense'"));
        assertTrue(refused(Map.of(), "--server=nonsense").contains("--server: 'nonsense'"));
        write(folder.resolve("adit.yaml"), "# x\nserver: nonsense\n");
        assertTrue(refused(Map.of()).contains("adit.yaml:2: server: 'nonsense'"));
        // Also when something stronger overrides it.
        assertTrue(refused(Map.of(), "--server=http://localhost").contains("adit.yaml:2"));
    }

    @Test
    void aRefusalOfTheWholeConfigurationNamesTheSourceToo() throws IOException {
        write(folder.resolve("adit.yaml"), "server: http://localhost\nlinks: 9999\n");
        assertTrue(refused(Map.of()).contains("adit.yaml:2: --links 9999 is outside"));
    }

    @Test
    void aServerInPlainTextNamesWhereItWasNamed() throws IOException {
        assertTrue(refused(Map.of("ADIT_SERVER", "http://a.example.com")).contains("ADIT_SERVER: --server"));
        write(folder.resolve("adit.yaml"), "server: http://a.example.com\n");
        assertTrue(refused(Map.of()).contains("adit.yaml:1: --server http://a.example.com would be dialled in plain"));
    }

    @Test
    void aFileOfAuthoritiesIsReadBeforeAnythingIsDialled() throws IOException {
        String missing = refused(Map.of(), "--server=http://localhost", "--ca-file=/nonexistent");
        assertTrue(missing.contains("--ca-file: /nonexistent does not exist"), missing);
        Path text = write(home.resolve("text"), "no certificate\n");
        String wrong = refused(Map.of(), "--server=http://localhost", "--ca-file=" + text);
        assertTrue(wrong.contains("--ca-file: " + text + " holds no certificate"), wrong);
    }

    @Test
    void aFileOfAuthoritiesInAConfigurationFileCountsFromThatFile() throws IOException {
        Path config = write(home.resolve("adit.yaml"), "server: http://localhost\nca-file: ca.pem\n");
        String refused = refused(Map.of(), "--config=" + config);
        assertTrue(refused.contains("adit.yaml:2: " + home.resolve("ca.pem") + " does not exist"), refused);
    }

    @Test
    void credentialsOfVisitorsInAConfigurationFileCountFromThatFile() throws IOException {
        write(home.resolve("visitors"), "me:hushhush\n");
        String tunnel = "server: http://localhost\ntunnels:\n  shop:\n    target: 3000\n    basic-auth: '@";
        Path config = write(home.resolve("adit.yaml"), tunnel + "visitors'\n");
        assertEquals(List.of(), plan(Map.of(), "--config=" + config).notices());
        write(config, tunnel + "missing'\n");
        String refused = refused(Map.of(), "--config=" + config);
        assertTrue(refused.contains("adit.yaml:5: basic-auth: " + home.resolve("missing") + " does"), refused);
    }

    @Test
    void visitorsCredentialsInArgumentsAreWarnedOf() throws IOException {
        Path file = write(home.resolve("visitors"), "me:hushhush\n");
        assertEquals(
                List.of("--basic-auth can be seen by others on this machine; use --basic-auth @FILE"),
                plan(Map.of(), "--server=http://localhost", "--basic-auth=me:hushhush")
                        .notices());
        assertEquals(
                List.of(),
                plan(Map.of(), "--server=http://localhost", "--basic-auth=@" + file)
                        .notices());
    }

    @Test
    void aFolderInPlaceOfAKeyFileIsCalledOne() {
        String refused = refused(Map.of(), "--server=http://localhost", "--key-file=" + top);
        assertTrue(refused.contains("is not a file"), refused);
    }

    @Test
    void exiosFileWithATokenThatOthersCanReadIsWarnedOf() throws IOException {
        Path file = write(home.resolve(".exio.yaml"), "server: http://localhost:1\ntoken: exio-token\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertTrue(plan(Map.of()).notices().getLast().contains("chmod 600"));
    }

    @Test
    void wrongProxyVariablesAreNamed() {
        assertTrue(refused(Map.of("HTTPS_PROXY", "socks5://x"), "--server=http://localhost")
                .contains("HTTPS_PROXY"));
    }

    @Test
    void tunnelsOfTheFileAreCheckedThoughUnused() throws IOException {
        write(folder.resolve("adit.yaml"), "server: http://localhost\ntunnels:\n  shop:\n    target: nonsense\n");
        String refused = refused(Map.of());
        assertTrue(refused.contains("adit.yaml:4") && refused.contains("shop"), refused);
    }

    @Test
    void aConfigFileThatIsNamedMustExist() {
        assertTrue(refused(Map.of("ADIT_CONFIG", "/nonexistent/adit.yaml")).contains("ADIT_CONFIG: there is no file"));
    }

    @Test
    void optionsWithoutEffectYetSaySoInOneLine() {
        List<String> notices = plan(Map.of("ADIT_INSPECT", "127.0.0.1:5000"), "--server=http://localhost", "--qr")
                .notices();
        assertEquals(
                List.of("ADIT_INSPECT is not built yet and has no effect", "--qr is not built yet and has no effect"),
                notices);
        assertEquals(
                List.of(),
                plan(Map.of(), "--server=http://localhost", "--inspect=off").notices());
    }

    private AgentPlan plan(Map<String, String> environment, String... flags) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("HOME", home.toString());
        return AgentPlanner.plan(
                Verb.HTTP, "3000", Arguments.parse(Verb.HTTP, List.of(flags)), new Surroundings(all, folder));
    }

    private String refused(Map<String, String> environment, String... flags) {
        return assertThrows(UsageException.class, () -> plan(environment, flags))
                .toString();
    }

    private static String key(AgentPlan plan) {
        return plan.agent().key().map(Secret::reveal).orElse("");
    }

    private static String name(AgentPlan plan) {
        return plan.agent().tunnels().getFirst().name().map(Object::toString).orElse("");
    }

    private static Path write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
