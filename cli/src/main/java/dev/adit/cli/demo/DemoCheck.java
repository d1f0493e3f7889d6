// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Visits the sample application at its public address and says of each part, in one line, whether it works and how long
 * it took. Blocking; belongs to one thread.
 */
public final class DemoCheck {
    private static final int UPLOAD_BYTES = 10_000_000;
    private static final int DOWNLOAD_BYTES = 50_000_000;

    /** Ticks are a second apart; closer ones were held back and came together. */
    private static final Duration SMALLEST_GAP = Duration.ofMillis(500);

    private final URI base;
    private final Consumer<String> lines;

    /** A check of a public URL such as {@code http://demo.localhost:8080} or {@code http://127.0.0.1:8080/demo/}. */
    public DemoCheck(URI base, Consumer<String> lines) {
        this.base = base;
        this.lines = lines;
    }

    /** Runs every part, also after a failure; true when all is well. */
    public boolean run() {
        boolean ok = check("page", this::page);
        ok &= check("clock", this::clock);
        ok &= check("events", this::events);
        ok &= check("upload", this::upload);
        ok &= check("download", this::download);
        return ok;
    }

    @FunctionalInterface
    private interface Part {
        String run(PlainConnection connection) throws IOException;
    }

    private boolean check(String name, Part part) {
        long begun = System.nanoTime();
        try (PlainConnection connection = PlainConnection.open(base)) {
            String detail = part.run(connection);
            lines.accept("ok  " + name + "  " + millisSince(begun) + " ms  " + detail);
            return true;
        } catch (IOException e) {
            lines.accept("failed  " + name + "  " + millisSince(begun) + " ms  " + e);
            return false;
        }
    }

    private static long millisSince(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun).toMillis();
    }

    private String page(PlainConnection connection) throws IOException {
        connection.request("GET", "");
        byte[] body = connection.body(connection.expect(200)).readAllBytes();
        if (!new String(body, UTF_8).contains("<title>Adit demo</title>")) {
            throw new IOException("not the sample page: " + body.length + " bytes");
        }
        return body.length + " bytes";
    }

    private String clock(PlainConnection connection) throws IOException {
        byte[] nonce = new byte[16];
        connection.request(
                "GET",
                "clock",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: " + Base64.getEncoder().encodeToString(nonce));
        connection.expect(101);
        return gap(() -> expectText(frame(connection.in()), "\"tick\""));
    }

    /** One short unmasked frame, as servers send them (RFC 6455 section 5.2); the clock's are shorter than 126. */
    private static String frame(InputStream in) throws IOException {
        int first = in.read();
        int length = in.read();
        if (first != 0x81 || length < 0 || length > 125) {
            throw new IOException("not a short text frame: " + first + " " + length);
        }
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("the connection ended within a frame");
        }
        return new String(payload, UTF_8);
    }

    private String events(PlainConnection connection) throws IOException {
        connection.request("GET", "events", "Accept: text/event-stream");
        InputStream body = connection.body(connection.expect(200));
        return gap(() -> expectText(event(body), "data:"));
    }

    private static String event(InputStream body) throws IOException {
        StringBuilder event = new StringBuilder();
        for (String line = PlainConnection.line(body); !line.isEmpty(); line = PlainConnection.line(body)) {
            event.append(line).append('\n');
        }
        return event.toString();
    }

    private static void expectText(String text, String part) throws IOException {
        if (!text.contains(part)) {
            throw new IOException("expected " + part + " in " + text);
        }
    }

    @FunctionalInterface
    private interface Tick {
        void await() throws IOException;
    }

    private static String gap(Tick tick) throws IOException {
        tick.await();
        long first = System.nanoTime();
        tick.await();
        Duration gap = Duration.ofNanos(System.nanoTime() - first);
        if (gap.compareTo(SMALLEST_GAP) < 0) {
            throw new IOException("held back on the way: two ticks within " + gap.toMillis() + " ms");
        }
        return "two ticks " + gap.toMillis() + " ms apart";
    }

    private String upload(PlainConnection connection) throws IOException {
        connection.request(
                "POST", "upload", "Content-Type: application/octet-stream", "Content-Length: " + UPLOAD_BYTES);
        for (int sent = 0; sent < UPLOAD_BYTES; sent += SampleContent.PIECE_BYTES) {
            int length = Math.min(UPLOAD_BYTES - sent, SampleContent.PIECE_BYTES);
            connection.out().write(SampleContent.copy(sent, length));
        }
        String json = new String(connection.body(connection.expect(200)).readAllBytes(), UTF_8);
        expectText(json, SampleContent.hash(UPLOAD_BYTES));
        return UPLOAD_BYTES + " bytes, hash equal";
    }

    private String download(PlainConnection connection) throws IOException {
        connection.request("GET", "download?bytes=" + DOWNLOAD_BYTES);
        InputStream body = connection.body(connection.expect(200));
        MessageDigest digest = SampleContent.sha256();
        byte[] piece = new byte[SampleContent.PIECE_BYTES];
        long bytes = 0;
        for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
            digest.update(piece, 0, count);
            bytes += count;
        }
        String hash = HexFormat.of().formatHex(digest.digest());
        if (bytes != DOWNLOAD_BYTES || !hash.equals(SampleContent.hash(DOWNLOAD_BYTES))) {
            throw new IOException("damaged: " + bytes + " bytes, SHA-256 " + hash);
        }
        return bytes + " bytes, hash equal";
    }
}
