// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import dev.adit.wire.Cidr;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The visitors' side: listeners, domain, routing, the proxies in front. Immutable. */
public record EdgeConfig(
        List<ListenAddress> listen,
        Optional<String> domain,
        Routing routing,
        Optional<PublicUrl> publicUrl,
        List<Cidr> trustedProxies,
        boolean acceptProxyProtocol) {
    /** Port 8080 on all IPv4 addresses, no domain, so path mode. */
    public static final EdgeConfig DEFAULT = new EdgeConfig(
            List.of(ListenAddress.parse(":8080")), Optional.empty(), Routing.PATH, Optional.empty(), List.of(), false);

    public EdgeConfig {
        listen = List.copyOf(listen);
        trustedProxies = List.copyOf(trustedProxies);
        if (listen.isEmpty()) {
            throw new IllegalArgumentException("--listen is empty; write an address such as :8080");
        }
        domain = domain.map(EdgeConfig::checkedDomain);
        if (routing == Routing.SUBDOMAIN && domain.isEmpty()) {
            throw new IllegalArgumentException("--routing subdomain needs --domain; write --domain tunnel.example.com");
        }
        if (acceptProxyProtocol && trustedProxies.isEmpty()) {
            throw new IllegalArgumentException("--accept-proxy-protocol needs --trusted-proxy;"
                    + " write the address block of the proxy, for example --trusted-proxy 10.0.0.0/8");
        }
    }

    public EdgeConfig withListen(ListenAddress... addresses) {
        return new EdgeConfig(List.of(addresses), domain, routing, publicUrl, trustedProxies, acceptProxyProtocol);
    }

    /** The same listeners in subdomain mode below a domain. */
    public EdgeConfig withDomain(String name) {
        return new EdgeConfig(
                listen, Optional.of(name), Routing.SUBDOMAIN, publicUrl, trustedProxies, acceptProxyProtocol);
    }

    public EdgeConfig withRouting(Routing routing) {
        return new EdgeConfig(listen, domain, routing, publicUrl, trustedProxies, acceptProxyProtocol);
    }

    public EdgeConfig withPublicUrl(PublicUrl url) {
        return new EdgeConfig(listen, domain, routing, Optional.of(url), trustedProxies, acceptProxyProtocol);
    }

    public EdgeConfig withTrustedProxies(List<Cidr> blocks) {
        return new EdgeConfig(listen, domain, routing, publicUrl, blocks, acceptProxyProtocol);
    }

    /** The same; trusted proxies must send a PROXY header. */
    public EdgeConfig withProxyProtocol() {
        return new EdgeConfig(listen, domain, routing, publicUrl, trustedProxies, true);
    }

    private static String checkedDomain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean labels = lower.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
        boolean address = lower.matches("[0-9.]+");
        if (!labels || address || lower.length() > 190) {
            throw new IllegalArgumentException("--domain '" + name
                    + "' is not a domain; write a bare name such as tunnel.example.com, without scheme or port");
        }
        return lower;
    }
}
