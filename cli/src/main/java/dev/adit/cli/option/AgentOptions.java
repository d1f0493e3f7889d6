// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import static dev.adit.cli.option.FileScope.AGENT;
import static dev.adit.cli.option.FileScope.NONE;
import static dev.adit.cli.option.FileScope.TUNNEL;
import static dev.adit.cli.option.Verb.DEMO;
import static dev.adit.cli.option.Verb.HTTP;
import static dev.adit.cli.option.Verb.TCP;

import dev.adit.agent.BasicCredential;
import dev.adit.agent.HostHeader;
import dev.adit.agent.ProxyProtocol;
import dev.adit.agent.ServerAddress;
import dev.adit.agent.WireProtocol;
import dev.adit.cli.option.Option.Repetition;
import dev.adit.wire.Cidr;
import dev.adit.wire.HostPort;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The options of the agent's commands. Immutable. */
public final class AgentOptions {
    public static final Option<ServerAddress> SERVER = Option.of(
                    "server", Kinds.SERVER, "The server to dial: https:// or wss://, or http:// or ws:// on loopback")
            .letter("s")
            .variable("ADIT_SERVER")
            .on(AGENT, HTTP, TCP);

    public static final Option<Secret> KEY = Option.of(
                    "key", Kinds.SECRET, "The key; others on this machine can see it in the process list")
            .letter("k")
            .variable("ADIT_KEY")
            .on(AGENT, HTTP, TCP);

    public static final Option<Path> KEY_FILE = Option.of(
                    "key-file", Kinds.FILE, "A file that holds the key; refused when other users can read it")
            .on(AGENT, HTTP, TCP);

    public static final Option<TunnelName> NAME = Option.of("name", Kinds.TUNNEL_NAME, "The name to claim")
            .letter("n")
            .note("a random one, the same for the same server, key and target")
            .on(TUNNEL, HTTP, TCP);

    public static final Option<Integer> REMOTE_PORT = Option.of("remote-port", Kinds.PORT, "The server's port to claim")
            .note("the server picks one")
            .on(TUNNEL, TCP);

    public static final Option<WireProtocol> PROTOCOL = Option.of(
                    "protocol",
                    Kinds.PROTOCOL,
                    "What to speak to the server; pool finds out which of the two behind it")
            .note("adit.1, falling back to Exio")
            .on(AGENT, HTTP, TCP);

    public static final Option<Integer> LINKS = Option.of(
                    "links",
                    Kinds.COUNT,
                    "Links to keep with --protocol pool, 1 to 64; never more than the server takes")
            .fallback("10")
            .on(AGENT, HTTP, TCP);

    public static final Option<HostHeader> HOST_HEADER = Option.of(
                    "host-header", Kinds.HOST_HEADER, "What the local service sees as Host; rewrite sends the target's")
            .fallback("preserve")
            .on(TUNNEL, HTTP, TCP);

    public static final Option<Boolean> INSECURE_TARGET = Option.of(
                    "insecure-target", Kinds.SWITCH, "Do not verify the certificate of an https:// target")
            .fallback("false")
            .on(TUNNEL, HTTP, TCP);

    public static final Option<ProxyProtocol> PROXY_PROTOCOL = Option.of(
                    "proxy-protocol", Kinds.PROXY_PROTOCOL, "Send a PROXY header to the local service")
            .on(TUNNEL, HTTP, TCP);

    public static final Option<Cidr> ALLOW_CIDR = Option.of(
                    "allow-cidr", Kinds.CIDR, "Addresses that may visit; repeatable")
            .repeatable(Repetition.MANY_OR_COMMAS)
            .note("everybody")
            .on(TUNNEL, HTTP, TCP);

    public static final Option<Cidr> DENY_CIDR = Option.of(
                    "deny-cidr", Kinds.CIDR, "Addresses that may not visit, even when allowed; repeatable")
            .repeatable(Repetition.MANY_OR_COMMAS)
            .note("nobody")
            .on(TUNNEL, HTTP, TCP);

    public static final Option<List<BasicCredential>> BASIC_AUTH = Option.of(
                    "basic-auth", Kinds.BASIC_AUTH, "Ask visitors for a user name and password; repeatable")
            .repeatable(Repetition.MANY)
            .on(TUNNEL, HTTP, TCP);

    public static final Option<Boolean> ALLOW_PLAINTEXT = Option.of(
                    "allow-plaintext",
                    Kinds.SWITCH,
                    "Dial a server beyond loopback without TLS; links of --protocol pool have none")
            .fallback("false")
            .on(AGENT, HTTP, TCP);

    public static final Option<Path> CA_FILE = Option.of(
                    "ca-file", Kinds.FILE, "Certificates (PEM) to trust for the server, instead of the system's")
            .on(AGENT, HTTP, TCP);

    public static final Option<Duration> PING_INTERVAL = Option.of(
                    "ping-interval", Kinds.DURATION, "How often the server is pinged; dead after two without an answer")
            .fallback("10s")
            .on(AGENT, HTTP, TCP);

    public static final Option<Optional<HostPort>> INSPECT = Option.of(
                    "inspect", Kinds.INSPECT, "Where the inspector's page listens, on loopback")
            .variable("ADIT_INSPECT")
            .fallback("127.0.0.1:4040")
            .later(Later.WITHOUT_EFFECT)
            .on(AGENT, HTTP, TCP);

    public static final Option<Duration> EXIT_ON_DISCONNECT = Option.of(
                    "exit-on-disconnect", Kinds.PATIENCE, "End with code 1 when the server is lost for that long")
            .bare("0s")
            .note("never; the agent dials again for ever")
            .on(AGENT, HTTP, TCP);

    public static final Option<Boolean> JSON = Option.of("json", Kinds.SWITCH, "One JSON object a line on stdout")
            .fallback("false")
            .on(NONE, HTTP, TCP, DEMO);

    public static final Option<Boolean> QUIET = Option.of("quiet", Kinds.SWITCH, "Log warnings and errors alone")
            .fallback("false")
            .on(AGENT, HTTP, TCP, DEMO);

    public static final Option<Boolean> NO_COLOR = Option.of("no-color", Kinds.SWITCH, "Never colour the output")
            .fallback("false")
            .on(AGENT, HTTP, TCP, DEMO);

    public static final Option<Boolean> QR = Option.of("qr", Kinds.SWITCH, "Show the public URL as a QR code")
            .fallback("false")
            .later(Later.WITHOUT_EFFECT)
            .on(NONE, HTTP, TCP);

    public static final Option<Boolean> COPY = Option.of("copy", Kinds.SWITCH, "Copy the public URL")
            .fallback("false")
            .later(Later.WITHOUT_EFFECT)
            .on(NONE, HTTP, TCP);

    public static final Option<Boolean> OPEN = Option.of("open", Kinds.SWITCH, "Open the public URL in the browser")
            .fallback("false")
            .later(Later.WITHOUT_EFFECT)
            .on(NONE, HTTP, TCP);

    public static final Option<Boolean> CHECK = Option.of(
                    "check", Kinds.SWITCH, "Run the built-in checks against the demo, print each, end with 0 or 1")
            .fallback("false")
            .on(NONE, DEMO);

    private AgentOptions() {}

    static List<Option<?>> all() {
        return List.of(
                SERVER,
                KEY,
                KEY_FILE,
                NAME,
                REMOTE_PORT,
                PROTOCOL,
                LINKS,
                HOST_HEADER,
                INSECURE_TARGET,
                PROXY_PROTOCOL,
                ALLOW_CIDR,
                DENY_CIDR,
                BASIC_AUTH,
                ALLOW_PLAINTEXT,
                CA_FILE,
                PING_INTERVAL,
                INSPECT,
                EXIT_ON_DISCONNECT,
                JSON,
                QUIET,
                NO_COLOR,
                QR,
                COPY,
                OPEN,
                CHECK);
    }
}
