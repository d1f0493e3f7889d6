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
 * Records what the two AOT caches are made of: a server and an agent, each alone in its process with the options it is
 * shipped with, while visitors come through both: pages, forms, files, a WebSocket, short TCP connections. Run with the
 * image's folder and the files to record the server and the agent to.
 */
final class Training {
    private static final String KEY = "training-training-training-training";
    private static final int VISITORS = 16;
    private static final int VISITS = 1_500;
    private static final int SHORT_CONNECTIONS = 400;
    private static final String BODY = "x".repeat(1024);
    private static final String FILE = "y".repeat(100 * 1024);
    private static final String HOST = "Host: demo.localhost\r\n";
    private static final byte[] UPGRADE = ("GET /socket HTTP/1.1\r\n" + HOST
                    + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            .getBytes(US_ASCII);

    private Training() {}

    public static void main(String[] arguments) throws Exception {
        Path image = Path.of(arguments[0]);
        Path data = Files.createTempDirectory("adit-training");
        List<Process> started = new ArrayList<>();
        try (ServerSocket service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(service));
            int tcpPort = freePort();
            String target = Integer.toString(service.getLocalPort());
            Process server = start(started, recorded(image, "server", arguments[1]), "ADIT_BOOTSTRAP_KEY", List.of(
                    "server", "--listen", "127.0.0.1:0", "--domain", "localhost", "--tcp-ports", tcpPort + "-" + tcpPort,
                    "--data", data.toString()));
            int port = Integer.parseInt(await(server, "listening on http://127.0.0.1:(\\d+)"));
            List<String> toServer = List.of("--server", "http://127.0.0.1:" + port);
            Process agent = start(started, recorded(image, "agent", arguments[2]), "ADIT_KEY",
                    joined(List.of("http", target, "--name", "demo"), toServer));
            Process tcpAgent = start(started, List.of(image + "/bin/adit"), "ADIT_KEY",
                    joined(List.of("tcp", target), toServer));
            await(agent, "(->)");
            await(tcpAgent, "(->)");
            visits(port, tcpPort);
            end(tcpAgent);
            end(agent);
            end(server);
        } finally {
            started.forEach(Process::destroyForcibly);
            delete(data);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static List<String> joined(List<String> first, List<String> second) {
        List<String> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    /** The JVM of the image with a profile's own options, recording. */
    private static List<String> recorded(Path image, String profile, String configuration) {
        return List.of(
                image + "/bin/java", "@" + image + "/lib/adit/common.jvm", "@" + image + "/lib/adit/" + profile + ".jvm",
                "-XX:+UseSerialGC", "-XX:AOTMode=record", "-XX:AOTConfiguration=" + configuration,
                "-m", "dev.adit.cli/dev.adit.cli.Main");
    }

    private static Process start(List<Process> started, List<String> program, String keyVariable, List<String> words)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(joined(program, words)).redirectErrorStream(true);
        builder.environment().put(keyVariable, KEY);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
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

    private static void visits(int port, int tcpPort) throws Exception {
        List<Thread> visitors = new ArrayList<>();
        for (int i = 0; i < VISITORS; i++) {
            visitors.add(Thread.ofVirtual().start(() -> visit(port)));
            visitors.add(Thread.ofVirtual().start(() -> visitByTcp(tcpPort)));
            visitors.add(Thread.ofVirtual().start(() -> visitBriefly(port)));
        }
        for (Thread visitor : visitors) {
            visitor.join();
        }
    }

    private static void visit(int port) {
        byte[] get = ("GET /page HTTP/1.1\r\n" + HOST + "\r\n").getBytes(US_ASCII);
        byte[] post = ("POST /form HTTP/1.1\r\n" + HOST + "Content-Length: 1024\r\n\r\n" + BODY).getBytes(US_ASCII);
        byte[] file = ("GET /file HTTP/1.1\r\n" + HOST + "\r\n").getBytes(US_ASCII);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (int i = 0; i < VISITS; i++) {
                socket.getOutputStream().write(i % 10 == 0 ? post : get);
                readHead(socket.getInputStream());
                socket.getInputStream().readNBytes(BODY.length());
            }
            for (int i = 0; i < VISITS / 10; i++) {
                socket.getOutputStream().write(file);
                readHead(socket.getInputStream());
                socket.getInputStream().readNBytes(FILE.length());
            }
            socket.getOutputStream().write(UPGRADE);
            readHead(socket.getInputStream());
            for (int i = 0; i < VISITS / 10; i++) {
                socket.getOutputStream().write(BODY.getBytes(US_ASCII));
                socket.getInputStream().readNBytes(BODY.length());
            }
        } catch (IOException e) {
            System.out.println("a visit failed: " + e);
        }
    }

    /**
     * One exchange on each connection. The agent that is recorded serves HTTP alone: its connections to the service that
     * come and go, and WebSockets that do, train it for TCP tunnels too.
     */
    private static void visitBriefly(int port) {
        byte[] get = ("GET /once HTTP/1.1\r\n" + HOST + "\r\n").getBytes(US_ASCII);
        for (int i = 0; i < SHORT_CONNECTIONS; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (i % 2 == 0) {
                    socket.getOutputStream().write(UPGRADE);
                    readHead(socket.getInputStream());
                    socket.getOutputStream().write(BODY.getBytes(US_ASCII));
                } else {
                    socket.getOutputStream().write(get);
                    readHead(socket.getInputStream());
                }
                socket.getInputStream().readNBytes(BODY.length());
            } catch (IOException e) {
                System.out.println("a short visit failed: " + e);
            }
        }
    }

    /** One exchange on each connection, which the visitor closes. */
    private static void visitByTcp(int port) {
        byte[] get = ("GET /page HTTP/1.1\r\n" + HOST + "\r\n").getBytes(US_ASCII);
        for (int i = 0; i < SHORT_CONNECTIONS; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(get);
                readHead(socket.getInputStream());
                socket.getInputStream().readNBytes(BODY.length());
            } catch (IOException e) {
                System.out.println("a connection failed: " + e);
            }
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
                String body = head.startsWith("GET /file") ? FILE : BODY;
                boolean once = head.startsWith("GET /once");
                out.write(("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + body.length()
                                + (once ? "\r\nConnection: close" : "") + "\r\n\r\n" + body)
                        .getBytes(US_ASCII));
                if (once) {
                    return;
                }
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
