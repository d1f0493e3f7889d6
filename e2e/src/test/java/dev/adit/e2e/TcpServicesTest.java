// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people use TCP tunnels for: real services with their own clients, through a server and an agent. */
@Timeout(180)
class TcpServicesTest {
    private static final int FILE_BYTES = 200_000_000;

    @RegisterExtension
    private final Stage stage = new Stage();

    private final Processes processes = stage.processes();
    private final int publicPort = Stage.freePort();
    private final int servicePort = Stage.freePort();

    private static Path installed(String program) {
        Optional<Path> found = Processes.installed(program);
        assumeTrue(found.isPresent(), program + " is not installed");
        return found.get();
    }

    private void open() {
        int port = stage.server("--tcp-ports", publicPort + "-" + publicPort).port();
        Running agent = stage.agent(port, "tcp", "127.0.0.1:" + servicePort);
        assertEquals("tcp://127.0.0.1:" + publicPort, Stage.awaitUrl(agent).replace(Stage.DOMAIN, "127.0.0.1"));
    }

    /** A client that ends by itself; what it printed. */
    private String client(Path program, String... words) {
        Running client = processes.start(program, Map.of(), words);
        assertEquals(0, client.awaitExit(), client::toString);
        return client.stdout();
    }

    /** Without PAM an sshd that is not root takes every account for locked, since it cannot read their passwords. */
    @Test
    void scpCopiesAFileWhole() throws IOException {
        Path sshd = installed("sshd");
        Path scp = installed("scp");
        Path keygen = installed("ssh-keygen");
        Unprivileged host = new Unprivileged(processes, "ssh");
        host.run(keygen, keyIn(host.folder().resolve("host")));
        client(keygen, keyIn(processes.folder().resolve("key")));
        host.write("authorized", Files.readString(processes.folder().resolve("key.pub")));
        Path configuration = host.write("sshd_config", """
                ListenAddress 127.0.0.1:%d
                HostKey %2$s/host
                AuthorizedKeysFile %2$s/authorized
                PidFile none
                UsePAM yes
                StrictModes no
                PasswordAuthentication no
                Subsystem sftp internal-sftp
                """.formatted(servicePort, host.folder()));
        host.start(sshd, "-D", "-e", "-f", configuration.toString()).awaitStderr("Server listening");
        open();
        Path file = processes.folder().resolve("file");
        writeBytes(file);
        client(
                scp,
                "-q",
                "-P",
                Integer.toString(publicPort),
                "-i",
                processes.folder().resolve("key").toString(),
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "BatchMode=yes",
                file.toString(),
                host.user() + "@127.0.0.1:" + host.folder().resolve("copy"));
        assertEquals(-1, Files.mismatch(file, host.folder().resolve("copy")));
    }

    /** The words that make a key pair without a passphrase. */
    private static String[] keyIn(Path file) {
        return new String[] {"-q", "-t", "ed25519", "-N", "", "-f", file.toString()};
    }

    private static void writeBytes(Path file) throws IOException {
        byte[] piece = new byte[1_000_000];
        SplittableRandom random = new SplittableRandom(1);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int done = 0; done < FILE_BYTES; done += piece.length) {
                random.nextBytes(piece);
                out.write(piece);
            }
        }
    }

    @Test
    void pgbenchRunsItsTransactions() {
        Path initdb = postgres("initdb");
        Path pgbench = installed("pgbench");
        Unprivileged host = new Unprivileged(processes, "postgres");
        String data = host.folder().resolve("data").toString();
        host.run(initdb, "-D", data, "-A", "trust", "-U", "tester", "--no-sync", "--locale=C", "-E", "UTF8");
        host.start(
                        initdb.resolveSibling("postgres"),
                        "-D",
                        data,
                        "-p",
                        Integer.toString(servicePort),
                        "-k",
                        host.folder().toString(),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "fsync=off")
                .awaitStderr("ready to accept connections");
        open();
        String port = Integer.toString(publicPort);
        client(pgbench, "-i", "-q", "-h", "127.0.0.1", "-p", port, "-U", "tester", "postgres");
        String report =
                client(pgbench, "-c", "8", "-t", "50", "-h", "127.0.0.1", "-p", port, "-U", "tester", "postgres");
        assertTrue(report.contains("number of transactions actually processed: 400/400"), report);
        assertTrue(report.contains("number of failed transactions: 0 "), report);
    }

    /** Debian keeps it beside its release's other programs. */
    private static Path postgres(String program) {
        Path releases = Path.of("/usr/lib/postgresql");
        assumeTrue(Files.isDirectory(releases), "postgresql is not installed");
        try (Stream<Path> folders = Files.list(releases)) {
            Optional<Path> found = folders.sorted()
                    .map(folder -> folder.resolve("bin").resolve(program))
                    .filter(Files::isExecutable)
                    .findFirst();
            assumeTrue(found.isPresent(), program + " is not installed");
            return found.get();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void redisAnswersPipelinedCommands() {
        Path server = installed("redis-server");
        Path benchmark = installed("redis-benchmark");
        String port = Integer.toString(servicePort);
        processes
                .start(server, Map.of(), "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
                .awaitStdout("eady to accept connections");
        open();
        String report = client(
                benchmark,
                "-p",
                Integer.toString(publicPort),
                "-P",
                "16",
                "-n",
                "20000",
                "-c",
                "20",
                "-t",
                "set,get",
                "-q");
        assertTrue(report.contains("SET: ") && report.contains("GET: "), report);
        assertFalse(report.contains("rror"), report);
    }

    @Test
    void iperfSendsAndReceivesOnEightStreams() {
        Path iperf = installed("iperf3");
        processes
                .start(iperf, Map.of(), "-s", "-B", "127.0.0.1", "-p", Integer.toString(servicePort), "--forceflush")
                .awaitStdout("Server listening");
        open();
        String port = Integer.toString(publicPort);
        assertWhole(client(iperf, "-c", "127.0.0.1", "-p", port, "-P", "8", "-t", "2"));
        assertWhole(client(iperf, "-c", "127.0.0.1", "-p", port, "-P", "8", "-t", "2", "-R"));
    }

    private static void assertWhole(String report) {
        assertTrue(report.contains("iperf Done."), report);
        assertEquals(
                8 + 1, report.lines().filter(line -> line.endsWith("receiver")).count(), report);
    }
}
