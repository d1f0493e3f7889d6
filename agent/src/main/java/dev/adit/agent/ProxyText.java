// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.agent.ProxySettings.Credentials;
import dev.adit.agent.ProxySettings.Proxy;
import dev.adit.wire.Cidr;
import dev.adit.wire.HostPort;
import dev.adit.wire.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The spellings of the proxy variables. Stateless. */
final class ProxyText {
    private ProxyText() {}

    static Optional<Proxy> proxy(Map<String, String> environment, String lowerName) {
        String name = environment.containsKey(lowerName) ? lowerName : lowerName.toUpperCase(Locale.ROOT);
        String value = environment.getOrDefault(name, "").strip();
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(proxy(value));
        } catch (IllegalArgumentException e) {
            // The value may hold a password: neither it nor the cause's text is shown.
            throw new IllegalArgumentException(name + " is not a proxy address; write http://proxy.example.com:3128");
        }
    }

    static List<NoProxy> exceptions(Map<String, String> environment) {
        String value = environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
        return Stream.of(value.split("[,\\s]+"))
                .filter(entry -> !entry.isEmpty())
                .flatMap(entry -> exception(entry).stream())
                .toList();
    }

    private static Proxy proxy(String value) {
        int scheme = value.indexOf("://");
        if (scheme >= 0 && !value.substring(0, scheme).equalsIgnoreCase("http")) {
            throw new IllegalArgumentException("scheme");
        }
        String rest = (scheme < 0 ? value : value.substring(scheme + 3)).replaceFirst("/$", "");
        int at = rest.lastIndexOf('@');
        HostPort address = HostPort.parse(rest.substring(at + 1), 80);
        return new Proxy(address, at < 0 ? Optional.empty() : Optional.of(credentials(rest.substring(0, at))));
    }

    private static Credentials credentials(String userInfo) {
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        return new Credentials(decoded(user), new Secret(decoded(password)));
    }

    /** Percent signs are decoded; a plus sign stays one. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** An entry that is no address block and no host is passed over, as curl does. */
    private static Optional<NoProxy> exception(String entry) {
        if (entry.equals("*")) {
            return Optional.of(new NoProxy.Everything());
        }
        try {
            return Optional.of(new NoProxy.Block(Cidr.parse(entry)));
        } catch (IllegalArgumentException ignored) {
            // Not a block: it is a name.
        }
        return domain(entry.replaceFirst("^\\*?\\.", ""));
    }

    private static Optional<NoProxy> domain(String entry) {
        try {
            int port = entry.indexOf(':') < 0 ? -1 : HostPort.parse(entry, -1).port();
            return Optional.of(new NoProxy.Domain(HostPort.parse(entry, 0).host(), port));
        } catch (IllegalArgumentException ignored) {
            return Optional.empty();
        }
    }
}
