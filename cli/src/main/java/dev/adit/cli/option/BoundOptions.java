// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import java.time.Duration;
import java.util.List;

/** The server's bounds: {@code --limit-…} and {@code --timeout-…}. Immutable. */
public final class BoundOptions {
    public static final Option<Integer> REQUEST_LINE_BYTES = http(
            "request-line-bytes", Kinds.size(1_024, 1 << 20), "16KiB", "A longer request line is answered with 414");
    public static final Option<Integer> HEADER_BYTES =
            http("header-bytes", Kinds.size(1_024, 1 << 20), "32KiB", "A longer header section is answered with 431");
    public static final Option<Integer> HEADER_FIELDS =
            http("header-fields", Kinds.count(8, 10_000), "100", "More header fields are answered with 431");
    public static final Option<Integer> TRAILER_BYTES =
            http("trailer-bytes", Kinds.size(0, 1 << 20), "8KiB", "Trailers behind a chunked body");
    public static final Option<Integer> CHUNK_EXTENSION_BYTES =
            http("chunk-extension-bytes", Kinds.size(0, 1 << 16), "256", "Extensions of one chunk");
    public static final Option<Integer> CHUNK_EXTENSIONS_BYTES =
            http("chunk-extensions-bytes", Kinds.size(0, 1 << 20), "16KiB", "Extensions of all chunks of a body");
    public static final Option<Long> BODY_BYTES =
            http("body-bytes", Kinds.LARGE_SIZE, "0", "A longer request body is answered with 413; 0: any length");
    public static final Option<Integer> INTERIM_ANSWERS =
            http("interim-answers", Kinds.count(0, 1_000), "16", "1xx answers passed on for one request");
    public static final Option<Integer> PIPELINED_BYTES =
            http("pipelined-bytes", Kinds.size(1, 1 << 20), "64KiB", "Bytes read ahead while an exchange runs");
    public static final Option<Integer> LINGER_BYTES = http(
            "linger-bytes", Kinds.size(0, 1 << 24), "64KiB", "Bytes read and dropped behind an answer that closes");
    public static final Option<Integer> BODY_RATE_BYTES = size(
            "body-rate-bytes",
            "0",
            "Least bytes a second of a request body within each 10s, while no response has begun: 408; 0: any rate");
    public static final Option<Integer> ANSWER_RATE_BYTES = size(
            "answer-rate-bytes",
            "0",
            "Least bytes a second a visitor takes of a response that waits for it; then cut, once 128 KiB behind; 0: any rate");
    public static final Option<Integer> REQUESTS_PER_CONNECTION =
            count("requests-per-connection", "0", "Requests before a visitor's connection is closed; 0: any number");
    public static final Option<Integer> CONNECTIONS_PER_ADDRESS = count(
            "connections-per-address",
            "1024",
            "Connections of one address, visitors' and those of agents without a key; 0: any number");
    public static final Option<Integer> CONNECTIONS_PER_TUNNEL =
            count("connections-per-tunnel", "1000", "Visitors' connections to one TCP tunnel; 0: any number");
    public static final Option<Integer> STREAMS_PER_SESSION =
            count("streams-per-session", "1024", "Live streams of one agent session");
    public static final Option<Integer> UNACKNOWLEDGED_OPENS =
            count("unacknowledged-opens", "256", "Streams of a session that wait for the agent's ACK");
    public static final Option<Integer> WINDOW_BYTES =
            size("window-bytes", "16MiB", "The window of a stream grows to this from 256 KiB");
    public static final Option<Integer> WINDOW_GROWTH_BYTES =
            size("window-growth-bytes", "32MiB", "What all windows of a session may grow by");
    public static final Option<Integer> SESSION_BUFFER_BYTES =
            size("session-buffer-bytes", "64MiB", "Bytes a session buffers before its stillest stream is reset");
    public static final Option<Integer> CONTROL_FRAME_BYTES = size(
                    "control-frame-bytes", "64KiB", "Payload of a control message of an agent")
            .later(Later.WITHOUT_EFFECT);
    public static final Option<Integer> CLIENT_HELLO_BYTES =
            size("client-hello-bytes", "16KiB", "A TLS ClientHello").later(Later.WITHOUT_EFFECT);
    public static final Option<Integer> ANONYMOUS_TUNNELS =
            count("anonymous-tunnels", "3", "Tunnels of one address without a key");
    public static final Option<Integer> ANONYMOUS_REGISTRATIONS =
            count("anonymous-registrations", "10", "Registrations a minute of one address without a key");
    public static final Option<Integer> POOL_LINKS =
            count("pool-links", "10", "Links of one pool client, those that carry a WebSocket not counted");
    public static final Option<Integer> POOL_WAITING =
            count("pool-waiting", "64", "Visitors of one pool client that wait for a link: then 503");

    public static final Option<Duration> HEADER = timeout("header", "10s", "Reading a request head: 408");
    public static final Option<Duration> BODY_IDLE =
            timeout("body-idle", "60s", "A request body stands still and no response has begun: 408; 0: never");
    public static final Option<Duration> RESPONSE_HEAD =
            timeout("response-head", "10m", "Waiting for a response head: 504; 0: never");
    public static final Option<Duration> EXCHANGE_IDLE =
            timeout("exchange-idle", "1h", "No byte either way within an exchange; 0: never");
    public static final Option<Duration> KEEP_ALIVE =
            timeout("keep-alive", "75s", "A visitor's idle connection between two requests; 0: never closed");
    public static final Option<Duration> LINGER =
            timeout("linger", "1s", "Reading and dropping what arrives behind an answer that closes");
    public static final Option<Duration> TLS_HANDSHAKE =
            timeout("tls-handshake", "10s", "A TLS handshake").later(Later.WITHOUT_EFFECT);
    public static final Option<Duration> PING =
            timeout("ping", "10s", "How often agents are pinged; dead after two without a byte");
    public static final Option<Duration> HELLO = timeout("hello", "10s", "The first message of an agent's session");
    public static final Option<Duration> OPEN = timeout("open", "10s", "A visitor waits for a stream: 504");
    public static final Option<Duration> ACKNOWLEDGE =
            timeout("acknowledge", "30s", "An opened stream waits for the agent's ACK: 504");
    public static final Option<Duration> WRITE_STALL =
            timeout("write-stall", "10s", "An agent takes no byte while frames wait");
    public static final Option<Duration> NAME_HOLD =
            timeout("name-hold", "10m", "A name is kept for its owner after a disconnect; 0: not at all");
    public static final Option<Duration> DRAIN =
            timeout("drain", "10s", "Exchanges may end after the first signal; 0: cut at once");
    public static final Option<Duration> EXIO_BODY_HOLD =
            timeout("exio-body-hold", "10ms", "A body waits behind its head towards an Exio agent; 0: not at all");

    public static final Option<Duration> POOL_LINES =
            timeout("pool-lines", "5s", "The lines with which a pool link says whose it is");
    public static final Option<Duration> POOL_AWAY =
            timeout("pool-away", "1s", "A visitor waits for a pool link while there is none: 503");
    public static final Option<Duration> POOL_BUSY =
            timeout("pool-busy", "10s", "A visitor waits for a pool link while all are in use: 503");
    public static final Option<Duration> POOL_HOLD = timeout(
            "pool-hold", "30s", "A pool client's name is kept before its first link, and without a key after its last");

    private BoundOptions() {}

    static List<Option<?>> all() {
        return List.of(
                REQUEST_LINE_BYTES,
                HEADER_BYTES,
                HEADER_FIELDS,
                TRAILER_BYTES,
                CHUNK_EXTENSION_BYTES,
                CHUNK_EXTENSIONS_BYTES,
                BODY_BYTES,
                INTERIM_ANSWERS,
                PIPELINED_BYTES,
                LINGER_BYTES,
                BODY_RATE_BYTES,
                ANSWER_RATE_BYTES,
                REQUESTS_PER_CONNECTION,
                CONNECTIONS_PER_ADDRESS,
                CONNECTIONS_PER_TUNNEL,
                STREAMS_PER_SESSION,
                UNACKNOWLEDGED_OPENS,
                WINDOW_BYTES,
                WINDOW_GROWTH_BYTES,
                SESSION_BUFFER_BYTES,
                CONTROL_FRAME_BYTES,
                CLIENT_HELLO_BYTES,
                ANONYMOUS_TUNNELS,
                ANONYMOUS_REGISTRATIONS,
                POOL_LINKS,
                POOL_WAITING,
                HEADER,
                BODY_IDLE,
                RESPONSE_HEAD,
                EXCHANGE_IDLE,
                KEEP_ALIVE,
                LINGER,
                TLS_HANDSHAKE,
                PING,
                HELLO,
                OPEN,
                ACKNOWLEDGE,
                WRITE_STALL,
                NAME_HOLD,
                DRAIN,
                EXIO_BODY_HOLD,
                POOL_LINES,
                POOL_AWAY,
                POOL_BUSY,
                POOL_HOLD);
    }

    private static <T> Option<T> http(String name, Kind<T> kind, String fallback, String help) {
        return bound("limit-" + name, kind, fallback, help);
    }

    private static Option<Integer> size(String name, String fallback, String help) {
        return bound("limit-" + name, Kinds.SIZE, fallback, help);
    }

    private static Option<Integer> count(String name, String fallback, String help) {
        return bound("limit-" + name, Kinds.COUNT, fallback, help);
    }

    private static Option<Duration> timeout(String name, String fallback, String help) {
        return bound("timeout-" + name, Kinds.DURATION, fallback, help);
    }

    private static <T> Option<T> bound(String name, Kind<T> kind, String fallback, String help) {
        return Option.of(name, kind, help).fallback(fallback).on(FileScope.SERVER, Verb.SERVER);
    }
}
