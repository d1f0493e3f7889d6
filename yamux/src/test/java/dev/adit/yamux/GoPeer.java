// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The real hashicorp/yamux in a process of its own ({@code e2e/src/test/go/yamux}); skips the test where Go is missing. */
final class GoPeer implements AutoCloseable {
    private static final Path SOURCE = Path.of("..", "e2e", "src", "test", "go", "yamux");

    private final Process process;
    private final BufferedReader out;
    private final PrintWriter in;

    private GoPeer(Process process) {
        this.process = process;
        out = process.inputReader(StandardCharsets.UTF_8);
        Writer writer = process.outputWriter(StandardCharsets.UTF_8);
        in = new PrintWriter(writer, true);
    }

    /** A peer that listens, in yamux's role of that name: serve or client. */
    static GoPeer start(String role) throws IOException, InterruptedException {
        Path program = build();
        Process process = new ProcessBuilder(program.toString(), role, "listen", "127.0.0.1:0")
                .redirectError(Path.of("target", "yamuxpeer.log").toFile())
                .start();
        return new GoPeer(process);
    }

    private static synchronized Path build() throws IOException, InterruptedException {
        Optional<Path> go = go();
        Assumptions.assumeTrue(go.isPresent(), "Go is not installed");
        Path program = Path.of("target", "yamuxpeer").toAbsolutePath();
        Files.createDirectories(program.getParent());
        File log = Path.of("target", "yamuxpeer-build.log").toFile();
        Process build = new ProcessBuilder(go.orElseThrow().toString(), "build", "-o", program.toString(), ".")
                .directory(SOURCE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        if (!build.waitFor(3, TimeUnit.MINUTES) || build.exitValue() != 0) {
            throw new AssertionError("go build failed: " + Files.readString(log.toPath()));
        }
        return program;
    }

    private static Optional<Path> go() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        Stream<String> directories =
                Stream.concat(List.of(path.split(File.pathSeparator)).stream(), Stream.of("/usr/local/go/bin"));
        return directories
                .map(directory -> Path.of(directory, "go"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    Socket connect() throws IOException {
        String line = line();
        int port = Integer.parseInt(line.substring("listening ".length()));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        return socket;
    }

    void tell(String command) {
        in.println(command);
    }

    /** The next line that it prints; the test's timeout bounds the wait. */
    String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new AssertionError("the peer ended, see target/yamuxpeer.log");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
