// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.adit.testkit.RawClient;
import dev.adit.testkit.yamux.FrameLog;
import dev.adit.testkit.yamux.PeerFrame;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * An agent that a test plays with codecs of its own, byte by byte: WebSocket below, yamux above. It answers pings and
 * records everything else. For one thread.
 */
public final class RawAgent implements AutoCloseable {
    /** What the server did on one stream. */
    public static final class Stream {
        final List<PeerFrame> frames = new ArrayList<>();
        /** The WebSocket message in which each frame came, counted from 1. */
        final List<Integer> messages = new ArrayList<>();

        private final StringBuilder text = new StringBuilder();
        private int readTo;

        public String text() {
            return text.toString();
        }

        public boolean isFinished() {
            return frames.stream().anyMatch(frame -> frame.has(PeerFrame.FIN));
        }

        public boolean isReset() {
            return frames.stream().anyMatch(frame -> frame.has(PeerFrame.RST));
        }
    }

    private static final int CONTROL = 1;

    private final RawClient client;
    private final WebSocketPeer socket;
    private final FrameLog log = new FrameLog();
    private final Map<Integer, Stream> streams = new HashMap<>();
    private final ArrayDeque<Integer> opened = new ArrayDeque<>();
    private final List<PeerFrame> goAways = new ArrayList<>();
    private String head = "";
    private int messages;
    private int pongs;
    private int closeCode;
    private int upgraded;
    private boolean controlOpen;
    private boolean answersPings = true;

    private RawAgent(RawClient client) {
        this.client = client;
        socket = new WebSocketPeer(client);
    }

    /** Dials as an adit.1 agent and expects to be let in. */
    static RawAgent adit(int port, String key) {
        return dial(port, "/_connect?subdomain=x&type=http", key, "Sec-WebSocket-Protocol: adit.1\r\n");
    }

    /** Dials as an Exio agent and expects to be let in. */
    static RawAgent exio(int port, String key, String name, String type) {
        return dial(port, "/_connect?subdomain=" + name + "&type=" + type, key, "");
    }

    /** Dials as an adit.1 agent behind these bytes. */
    static RawAgent behindProxy(int port, String header, String key) {
        return dial(
                new RawAgent(RawClient.connect(port).send(header)),
                port,
                "/_connect?subdomain=x&type=http",
                key,
                "Sec-WebSocket-Protocol: adit.1\r\n");
    }

    static RawAgent dial(int port, String target, String key, String moreFields) {
        return dial(new RawAgent(RawClient.connect(port)), port, target, key, moreFields);
    }

    private static RawAgent dial(RawAgent agent, int port, String target, String key, String moreFields) {
        String credential = key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n";
        agent.client.send(request(port, target, credential + moreFields));
        agent.head = agent.client.readHead();
        if (!agent.head.startsWith("HTTP/1.1 101 ")) {
            agent.close();
            throw new AssertionError("not let in: " + agent.head);
        }
        return agent;
    }

    /** The request of a dial. */
    static String request(int port, String target, String moreFields) {
        return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + moreFields + "\r\n";
    }

    /** The answer to the dial. */
    String head() {
        return head;
    }

    RawClient client() {
        return client;
    }

    WebSocketPeer socket() {
        return socket;
    }

    /** From now on pings stay unanswered, as from a frozen host. */
    void freeze() {
        answersPings = false;
    }

    /** Sends hello and reads the server's. */
    RawAgent greet() {
        tell("{\"type\":\"hello\",\"version\":1,\"program\":\"raw/1\",\"instance\":\"0123456789abcdef\","
                + "\"features\":[]}");
        hear();
        return this;
    }

    /** Claims an HTTP tunnel and returns what the server says. */
    String claim(int id, String name) {
        tell(claimMessage(id, "http", name, "null"));
        return hear();
    }

    /** Claims a TCP tunnel and returns what the server says. */
    String claimTcp(int id, String name, String port) {
        tell(claimMessage(id, "tcp", name, port));
        return hear();
    }

    static String claimMessage(int id, String kind, String name, String port) {
        return "{\"type\":\"claim\",\"id\":" + id + ",\"kind\":\"" + kind + "\",\"name\":\"" + name + "\",\"port\":"
                + port + ",\"resume\":null,\"options\":{}}";
    }

    /** Sends one control message. */
    void tell(String json) {
        sendFrame(PeerFrame.data(controlOpen ? 0 : PeerFrame.SYN, CONTROL, withLength(json)));
        controlOpen = true;
    }

    static String withLength(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        return new String(
                ByteBuffer.allocate(4 + bytes.length)
                        .putInt(bytes.length)
                        .put(bytes)
                        .array(),
                ISO_8859_1);
    }

    /** Reads the next control message. */
    String hear() {
        Stream control = streams.computeIfAbsent(CONTROL, id -> new Stream());
        await(() -> control.text.length() >= control.readTo + 4);
        int length = 0;
        for (int i = 0; i < 4; i++) {
            length = length << 8 | control.text.charAt(control.readTo + i);
        }
        int end = control.readTo + 4 + length;
        await(() -> control.text.length() >= end);
        String json = control.text.substring(control.readTo + 4, end);
        control.readTo = end;
        return new String(json.getBytes(ISO_8859_1), UTF_8);
    }

    /** How many streams there were so far, the control stream among them. */
    int opened() {
        return streams.size();
    }

    /** Waits for the next stream that the server opens and returns its id. */
    int accept() {
        await(() -> !opened.isEmpty());
        return opened.remove();
    }

    Stream stream(int id) {
        return streams.computeIfAbsent(id, fresh -> new Stream());
    }

    /** Waits until the stream has brought this text. */
    String awaitText(int id, String part) {
        await(() -> stream(id).text.indexOf(part) >= 0);
        return stream(id).text();
    }

    void awaitFinished(int id) {
        await(() -> stream(id).isFinished());
    }

    void awaitReset(int id) {
        await(() -> stream(id).isReset());
    }

    /** Sends text on a stream that the server opened, acknowledging it. */
    void send(int id, String text) {
        sendFrame(PeerFrame.data(PeerFrame.ACK, id, text));
    }

    /** Sends text and our FIN. */
    void finish(int id, String text) {
        sendFrame(PeerFrame.data(PeerFrame.ACK | PeerFrame.FIN, id, text));
    }

    void reset(int id) {
        sendFrame(PeerFrame.windowUpdate(PeerFrame.RST, id, 0));
    }

    /** Serves one HTTP exchange: reads a request without a body, answers with the text, returns the request. */
    String serve(String body) {
        int id = accept();
        String request = awaitText(id, "\r\n\r\n");
        finish(id, "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        return request;
    }

    /** Accepts a visitor's upgrade to a WebSocket; returns the visitor, who has read the 101. */
    RawClient upgrade(RawClient visitor) {
        int id = accept();
        awaitText(id, "\r\n\r\n");
        send(id, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        upgraded = id;
        String head = visitor.readHead();
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError("not upgraded: " + head);
        }
        return visitor;
    }

    /** The stream of the last upgrade. */
    int upgraded() {
        return upgraded;
    }

    void sendFrame(PeerFrame frame) {
        socket.sendBinary(frame.bytes());
    }

    /** Reads on until the condition holds. */
    void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            readMessage();
        }
    }

    /** Pings, and reads on until the server has answered: all it had to say before is read then. */
    void awaitPong() {
        int before = pongs;
        sendFrame(PeerFrame.ping(PeerFrame.SYN, before));
        await(() -> pongs > before);
    }

    /** Reads to the server's GoAway and returns its code. */
    int awaitGoAway() {
        await(() -> !goAways.isEmpty());
        return goAways.getFirst().length();
    }

    /** Reads to the WebSocket's close frame and returns its code. */
    int awaitClose() {
        await(() -> closeCode != 0);
        return closeCode;
    }

    /** Reads one WebSocket message and what is in it. */
    void readMessage() {
        WebSocketPeer.Frame frame = socket.read();
        messages++;
        switch (frame.opcode()) {
            case 2 -> {
                log.feed(frame.payload().getBytes(ISO_8859_1));
                log.takeAll().forEach(this::onFrame);
            }
            case 8 ->
                closeCode = frame.payload().charAt(0) << 8 | frame.payload().charAt(1);
            case 9, 10 -> {}
            default -> throw new AssertionError("a WebSocket frame of opcode " + frame.opcode());
        }
    }

    private void onFrame(PeerFrame frame) {
        switch (frame.type()) {
            case 0, 1 -> onStreamFrame(frame);
            case 2 -> {
                if (frame.has(PeerFrame.SYN) && answersPings) {
                    sendFrame(PeerFrame.ping(PeerFrame.ACK, frame.length()));
                }
                pongs += frame.has(PeerFrame.ACK) ? 1 : 0;
            }
            case 3 -> goAways.add(frame);
            default -> throw new AssertionError("a yamux frame of type " + frame.type());
        }
    }

    private void onStreamFrame(PeerFrame frame) {
        Stream stream = stream(frame.id());
        if (frame.has(PeerFrame.SYN)) {
            opened.add(frame.id());
        }
        stream.frames.add(frame);
        stream.messages.add(messages);
        stream.text.append(frame.payload());
    }

    @Override
    public void close() {
        client.close();
    }
}
