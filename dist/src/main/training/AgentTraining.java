// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Records what the agent's AOT cache is made of: an agent alone in its process, with its own options, serving visitors
 * through a server of the image. Run with the image's folder and the file to record to.
 */
final class AgentTraining {
    private static final String KEY = "training-training-training-training";
    private static final int VISITORS = 8;
    private static final int VISITS = 1_500;
    private static final String BODY = "x".repeat(1024);
    private static final String HOST = "Host: demo.localhost\r\n";

    private AgentTraining() {}

    public static void main(String[] arguments) throws Exception {
        Path image = Path.of(arguments[0]);
        Path data = Files.createTempDirectory("adit-training");
        try (ServerSocket service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(service));
            Process server = start(
                    List.of(
                            image + "/bin/adit", "server", "--listen", "127.0.0.1:0", "--domain", "localhost",
                            "--data", data.toString()),
                    "ADIT_BOOTSTRAP_KEY");
            int port = Integer.parseInt(await(server, "listening on http://127.0.0.1:(\\d+)"));
            Process agent = start(agentCommand(image, arguments[1], service.getLocalPort(), port), "ADIT_KEY");
            await(agent, "(->)");
            visits(port);
            end(agent);
            end(server);
        } finally {
            delete(data);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static List<String> agentCommand(Path image, String configuration, int target, int port) {
        List<String> command = new ArrayList<>(List.of(
                image + "/bin/java", "@" + image + "/lib/adit/common.jvm", "@" + image + "/lib/adit/agent.jvm"));
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:AOTMode=record", "-XX:AOTConfiguration=" + configuration));
        command.addAll(List.of("-m", "dev.adit.cli/dev.adit.cli.Main", "http", Integer.toString(target)));
        command.addAll(List.of("--server", "http://127.0.0.1:" + port, "--name", "demo"));
        return command;
    }

    private static Process start(List<String> command, String keyVariable) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(keyVariable, KEY);
        return builder.start();
    }

    private static String await(Process process, String pattern) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(line);
            Matcher matcher = Pattern.compile(pattern).matcher(line);
            if (matcher.find()) {
                Thread.ofVirtual().start(() -> copy(lines));
                return matcher.group(1);
            }
        }
        throw new IOException("the process ended before it printed " + pattern);
    }

    private static void copy(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(line);
            }
        } catch (IOException e) {
            // The process has ended.
        }
    }

    /** As a user ends it; what it has seen is written then. */
    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
    }

    private static void visits(int port) throws Exception {
        List<Thread> visitors = new ArrayList<>();
        for (int i = 0; i < VISITORS; i++) {
            visitors.add(Thread.ofVirtual().start(() -> visit(port)));
        }
        for (Thread visitor : visitors) {
            visitor.join();
        }
    }

    private static void visit(int port) {
        byte[] get = ("GET /page HTTP/1.1\r\n" + HOST + "\r\n").getBytes(US_ASCII);
        byte[] post = ("POST /form HTTP/1.1\r\n" + HOST + "Content-Length: 1024\r\n\r\n" + BODY).getBytes(US_ASCII);
        byte[] upgrade = ("GET /socket HTTP/1.1\r\n" + HOST + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(US_ASCII);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (int i = 0; i < VISITS; i++) {
                socket.getOutputStream().write(i % 10 == 0 ? post : get);
                readHead(socket.getInputStream());
                socket.getInputStream().readNBytes(BODY.length());
            }
            socket.getOutputStream().write(upgrade);
            readHead(socket.getInputStream());
            for (int i = 0; i < VISITS / 10; i++) {
                socket.getOutputStream().write(BODY.getBytes(US_ASCII));
                socket.getInputStream().readNBytes(BODY.length());
            }
        } catch (IOException e) {
            System.out.println("a visit failed: " + e);
        }
    }

    private static void serve(ServerSocket service) {
        try {
            while (true) {
                Socket connection = service.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // The training is over.
        }
    }

    private static void serve(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            OutputStream out = connection.getOutputStream();
            for (String head = readHead(in); !head.isEmpty(); head = readHead(in)) {
                if (head.startsWith("GET /socket")) {
                    out.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                            .getBytes(US_ASCII));
                    in.transferTo(out);
                    return;
                }
                if (head.startsWith("POST")) {
                    in.readNBytes(BODY.length());
                }
                out.write(("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + BODY.length()
                                + "\r\n\r\n" + BODY)
                        .getBytes(US_ASCII));
            }
        } catch (IOException e) {
            // A connection that the agent gave up.
        }
    }

    /** The head with its empty line; empty at the end of the input. */
    private static String readHead(InputStream in) throws IOException {
        byte[] head = new byte[4096];
        int count = 0;
        while (count < 4 || !Arrays.equals(head, count - 4, count, new byte[] {'\r', '\n', '\r', '\n'}, 0, 4)) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head[count++] = (byte) next;
        }
        return new String(head, 0, count, US_ASCII);
    }
}
