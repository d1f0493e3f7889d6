// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import dev.adit.agent.BasicCredential;
import dev.adit.agent.HostHeader;
import dev.adit.agent.ProxyProtocol;
import dev.adit.agent.ServerAddress;
import dev.adit.agent.WireProtocol;
import dev.adit.server.Anonymous;
import dev.adit.server.ListenAddress;
import dev.adit.server.PortRange;
import dev.adit.server.PublicUrl;
import dev.adit.server.Routing;
import dev.adit.wire.Cidr;
import dev.adit.wire.HostPort;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of values our options take. Stateless. */
final class Kinds {
    static final Kind<Boolean> SWITCH = new Kind<>("", Kinds::bool);
    static final Kind<String> TEXT = new Kind<>("TEXT", Kinds::text);
    static final Kind<Secret> SECRET = new Kind<>("KEY", Kinds::secret);
    static final Kind<Path> FILE = new Kind<>("FILE", Kinds::path).ofPathsBehind("");
    static final Kind<Path> FOLDER = new Kind<>("DIR", Kinds::path).ofPathsBehind("");
    static final Kind<Duration> DURATION = new Kind<>("DURATION", DurationText::parse);
    /** {@code true} is how a file or a bare flag asks for it without a time. */
    static final Kind<Duration> PATIENCE =
            new Kind<>("DURATION", text -> text.equals("true") ? Duration.ZERO : DurationText.parse(text));

    static final Kind<Integer> SIZE = size(0, Integer.MAX_VALUE);
    static final Kind<Long> LARGE_SIZE = new Kind<>("BYTES", SizeText::parse);
    static final Kind<Integer> COUNT = new Kind<>("N", Kinds::count);
    static final Kind<Integer> PORT = new Kind<>("N", Kinds::port);
    static final Kind<ListenAddress> LISTEN = new Kind<>("ADDR:PORT", ListenAddress::parse);
    static final Kind<PortRange> PORTS = new Kind<>("A-B", PortRange::parse);
    static final Kind<Cidr> CIDR = new Kind<>("CIDR", Cidr::parse);
    static final Kind<ServerAddress> SERVER = new Kind<>("URL", ServerAddress::parse);
    static final Kind<PublicUrl> PUBLIC_URL = new Kind<>("URL", PublicUrl::parse);
    static final Kind<TunnelName> TUNNEL_NAME = new Kind<>("NAME", TunnelName::of);
    static final Kind<HostHeader> HOST_HEADER = new Kind<>("preserve|rewrite|VALUE", HostHeader::parse);
    static final Kind<List<BasicCredential>> BASIC_AUTH =
            new Kind<>("USER:PASS|@FILE", CredentialFile::parse).ofPathsBehind(CredentialFile.MARK);
    static final Kind<Optional<HostPort>> INSPECT = new Kind<>("ADDR:PORT|off", Kinds::inspect);
    static final Kind<Routing> ROUTING = oneOf(Routing.class);
    static final Kind<Anonymous> ANONYMOUS = new Kind<>("pool|http|all", Kinds::anonymous);
    static final Kind<WireProtocol> PROTOCOL = new Kind<>("adit|exio|pool|aetherlink|localtunnel", Kinds::protocol);
    static final Kind<ProxyProtocol> PROXY_PROTOCOL = oneOf(ProxyProtocol.class);
    static final Kind<LogLevel> LOG_LEVEL = oneOf(LogLevel.class);
    static final Kind<LogFormat> LOG_FORMAT = oneOf(LogFormat.class);
    static final Kind<Expiry> EXPIRY = new Kind<>("DURATION|DATE", Expiry::parse);

    private Kinds() {}

    /** A byte count within a range. */
    static Kind<Integer> size(int least, int most) {
        return new Kind<>("BYTES", text -> within(text, SizeText.parse(text), least, most));
    }

    /** A number within a range. */
    static Kind<Integer> count(int least, int most) {
        return new Kind<>("N", text -> within(text, count(text), least, most));
    }

    private static int within(String text, long value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "'" + text + "' is outside " + least + " to " + most + "; write one in between");
        }
        return (int) value;
    }

    private static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
        List<E> all = Arrays.asList(type.getEnumConstants());
        String words = String.join("|", all.stream().map(Kinds::word).toList());
        return new Kind<>(
                words,
                text -> all.stream()
                        .filter(value -> word(value).equals(text))
                        .findFirst()
                        .orElseThrow(() -> notOneOf(text, words)));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static IllegalArgumentException notOneOf(String text, String words) {
        return new IllegalArgumentException("'" + text + "' is unknown here; write " + words.replace("|", " or "));
    }

    private static boolean bool(String text) {
        return switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is not a switch; write true or false");
        };
    }

    private static String text(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the value is empty; write one or leave the option out");
        }
        return text;
    }

    /** The message never holds the text. */
    private static Secret secret(String text) {
        if (text.isEmpty() || text.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
            throw new IllegalArgumentException("the key is empty or holds a space or a character beyond visible ASCII;"
                    + " write it exactly as it was printed");
        }
        return new Secret(text);
    }

    private static Path path(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the path is empty; write one");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the path holds a character that no path can have", e);
        }
    }

    private static int count(String text) {
        if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("'" + text + "' is not a number; write one such as 100");
        }
        return Integer.parseInt(text);
    }

    private static int port(String text) {
        int port = HostPort.port(text);
        if (port == 0) {
            throw new IllegalArgumentException("'0' is not a port; write a number from 1 to 65535");
        }
        return port;
    }

    /** Loopback alone: the inspector shows what visitors sent, and reading it asks for no credential (CL-06). */
    private static Optional<HostPort> inspect(String text) {
        if (text.equals("off")) {
            return Optional.empty();
        }
        HostPort address = ListenAddress.parse(text.startsWith(":") ? "127.0.0.1" + text : text)
                .address();
        if (!address.isLoopback()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a loopback address; write 127.0.0.1:" + address.port() + " or off");
        }
        return Optional.of(address);
    }

    private static Anonymous anonymous(String text) {
        return switch (text) {
            case "true" -> Anonymous.HTTP_AND_POOL;
            case "false", "off" -> Anonymous.OFF;
            case "pool" -> Anonymous.POOL;
            case "http" -> Anonymous.HTTP;
            case "all" -> Anonymous.ALL;
            default -> throw notOneOf(text, "pool|http|all");
        };
    }

    /** AUTO is what nothing means; asking for adit means without the fallback. */
    private static WireProtocol protocol(String text) {
        return switch (text) {
            case "auto" -> WireProtocol.AUTO;
            case "adit" -> WireProtocol.ADIT;
            case "exio" -> WireProtocol.EXIO;
            case "pool" -> WireProtocol.POOL;
            case "aetherlink" -> WireProtocol.AETHERLINK;
            case "localtunnel" -> WireProtocol.LOCALTUNNEL;
            default -> throw notOneOf(text, "adit|exio|pool|aetherlink|localtunnel");
        };
    }
}
