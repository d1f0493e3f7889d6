// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import static dev.adit.cli.option.Verb.KEY_CREATE;

import dev.adit.cli.option.Option.Repetition;
import dev.adit.server.Anonymous;
import dev.adit.server.ListenAddress;
import dev.adit.server.PortRange;
import dev.adit.server.PublicUrl;
import dev.adit.server.Routing;
import dev.adit.wire.Cidr;
import dev.adit.wire.Secret;
import java.nio.file.Path;
import java.util.List;

/** The options of the server beside its bounds, which are {@link BoundOptions}. Immutable. */
public final class ServerOptions {
    public static final Option<ListenAddress> LISTEN = Option.of(
                    "listen", Kinds.LISTEN, "Where visitors and agents connect; port 0 takes a free one; repeatable")
            .repeatable(Repetition.MANY_OR_COMMAS)
            .variable("ADIT_LISTEN")
            .fallback(":8080")
            .on(FileScope.SERVER, Verb.SERVER);

    public static final Option<String> DOMAIN = Option.of("domain", new Kind<>("D", text -> text), "Tunnels are NAME.D")
            .variable("ADIT_DOMAIN")
            .note("none; then --routing path")
            .on(FileScope.SERVER, Verb.SERVER);

    public static final Option<Routing> ROUTING = Option.of(
                    "routing", Kinds.ROUTING, "Where a request carries the tunnel's name")
            .variable("ADIT_ROUTING")
            .note("subdomain with a domain, path without")
            .on(FileScope.SERVER, Verb.SERVER);

    public static final Option<PublicUrl> PUBLIC_URL = Option.of(
                    "public-url", Kinds.PUBLIC_URL, "How visitors reach the server when a proxy stands in front")
            .variable("ADIT_PUBLIC_URL")
            .on(FileScope.SERVER, Verb.SERVER);

    public static final Option<PortRange> TCP_PORTS = Option.of("tcp-ports", Kinds.PORTS, "The ports for tcp tunnels")
            .variable("ADIT_TCP_PORTS")
            .note("off")
            .on(FileScope.SERVER, Verb.SERVER);

    public static final Option<ListenAddress> POOL_LISTEN = Option.of(
                    "pool-listen", Kinds.LISTEN, "Where links of the AetherLink protocol connect, usually :62322")
            .variable("ADIT_POOL_LISTEN")
            .note("off")
            .on(FileScope.SERVER, Verb.SERVER);

    public static final Option<PortRange> POOL_PORTS = Option.of(
                    "pool-ports", Kinds.PORTS, "One port of its own for each localtunnel client")
            .variable("ADIT_POOL_PORTS")
            .note("off")
            .on(FileScope.SERVER, Verb.SERVER);

    public static final Option<Boolean> POOL_RANDOM_NAME = Option.of(
                    "pool-random-name", Kinds.SWITCH, "Give a pool client a random name when its own is taken")
            .fallback("false")
            .on(FileScope.SERVER, Verb.SERVER);

    public static final Option<Boolean> POOL_QUERY_KEY = Option.of(
                    "pool-query-key", Kinds.SWITCH, "Take a pool client's key from the query too, where logs show it")
            .fallback("false")
            .on(FileScope.SERVER, Verb.SERVER);

    public static final Option<ListenAddress> ADMIN = Option.of(
                    "admin", Kinds.LISTEN, "Where the admin API and metrics listen")
            .variable("ADIT_ADMIN")
            .fallback("127.0.0.1:8081")
            .later(Later.WITHOUT_EFFECT)
            .on(FileScope.SERVER, Verb.SERVER);

    public static final Option<Path> DATA = Option.of(
                    "data", Kinds.FOLDER, "The folder of keys, reserved names and audit")
            .variable("ADIT_DATA")
            .fallback("./adit-data")
            .on(FileScope.SERVER, Verb.SERVER, KEY_CREATE);

    public static final Option<Anonymous> ALLOW_ANONYMOUS = Option.of(
                    "allow-anonymous", Kinds.ANONYMOUS, "Let agents without a key in; bare: http and pool")
            .bare("true")
            .note("off")
            .on(FileScope.SERVER, Verb.SERVER);

    public static final Option<Cidr> TRUSTED_PROXY = Option.of(
                    "trusted-proxy", Kinds.CIDR, "A proxy in front whose forwarding headers count; repeatable")
            .repeatable(Repetition.MANY_OR_COMMAS)
            .variable("ADIT_TRUSTED_PROXIES")
            .note("none")
            .on(FileScope.SERVER, Verb.SERVER);

    public static final Option<Boolean> ACCEPT_PROXY_PROTOCOL = Option.of(
                    "accept-proxy-protocol", Kinds.SWITCH, "Trusted proxies must send a PROXY header, others may not")
            .fallback("false")
            .on(FileScope.SERVER, Verb.SERVER);

    /** Environment alone: a key has no business on a command line. */
    public static final Option<Secret> BOOTSTRAP_KEY = Option.of(
                    "bootstrap-key", Kinds.SECRET, "A key that the server makes sure exists, named bootstrap")
            .variable("ADIT_BOOTSTRAP_KEY");

    private ServerOptions() {}

    static List<Option<?>> all() {
        return List.of(
                LISTEN,
                DOMAIN,
                ROUTING,
                PUBLIC_URL,
                TCP_PORTS,
                POOL_LISTEN,
                POOL_PORTS,
                POOL_RANDOM_NAME,
                POOL_QUERY_KEY,
                ADMIN,
                DATA,
                ALLOW_ANONYMOUS,
                TRUSTED_PROXY,
                ACCEPT_PROXY_PROTOCOL,
                BOOTSTRAP_KEY);
    }
}
