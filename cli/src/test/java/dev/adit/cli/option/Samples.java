// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import java.util.List;
import java.util.Map;

/** Two values for each option, both unlike its default; an option without an entry fails the tests. */
final class Samples {
    private static final Map<String, List<String>> BY_NAME = Map.ofEntries(
            Map.entry("server", List.of("https://a.example.com", "http://localhost:1")),
            Map.entry("key", List.of("adit_abcd_secret", "another-key")),
            Map.entry("key-file", List.of("/run/a", "/run/b")),
            Map.entry("name", List.of("shop", "blog")),
            Map.entry("remote-port", List.of("2222", "3333")),
            Map.entry("protocol", List.of("exio", "adit")),
            Map.entry("links", List.of("7", "8")),
            Map.entry("host-header", List.of("rewrite", "app.test:3000")),
            Map.entry("proxy-protocol", List.of("v1", "v2")),
            Map.entry("allow-cidr", List.of("10.0.0.0/8", "192.0.2.0/24")),
            Map.entry("deny-cidr", List.of("10.0.0.0/8", "192.0.2.0/24")),
            Map.entry("basic-auth", List.of("me:pass,word", "you:other")),
            Map.entry("ca-file", List.of("/etc/a.pem", "/etc/b.pem")),
            Map.entry("ping-interval", List.of("5s", "500ms")),
            Map.entry("inspect", List.of("off", "127.0.0.1:5000")),
            Map.entry("exit-on-disconnect", List.of("30s", "1m")),
            Map.entry("listen", List.of("127.0.0.1:9000", "[::1]:9001")),
            Map.entry("domain", List.of("a.example.com", "b.example.com")),
            Map.entry("routing", List.of("path", "subdomain")),
            Map.entry("public-url", List.of("https://a.example.com", "http://b.example.com:81")),
            Map.entry("tcp-ports", List.of("2000-2100", "3000-3100")),
            Map.entry("pool-listen", List.of(":62322", "127.0.0.1:62323")),
            Map.entry("pool-ports", List.of("4000-4100", "5000-5100")),
            Map.entry("data", List.of("/var/lib/adit", "/srv/adit")),
            Map.entry("allow-anonymous", List.of("pool", "all")),
            Map.entry("trusted-proxy", List.of("10.0.0.0/8", "192.0.2.0/24")),
            Map.entry("bootstrap-key", List.of("0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210")),
            Map.entry("names", List.of("shop-*", "blog")),
            Map.entry("ports", List.of("2000-2100", "3000-3100")),
            Map.entry("expires", List.of("90d", "2040-12-31")),
            Map.entry("max-tunnels", List.of("3", "4")),
            Map.entry("config", List.of("/etc/a.yaml", "/etc/b.yaml")),
            Map.entry("log-level", List.of("debug", "error")),
            Map.entry("log-format", List.of("json", "json")));

    private Samples() {}

    static String first(Option<?> option) {
        return samples(option).getFirst();
    }

    static String second(Option<?> option) {
        return samples(option).getLast();
    }

    private static List<String> samples(Option<?> option) {
        if (option.kind().isSwitch()) {
            return List.of("true", "true");
        }
        if (option.name().equals("admin")) {
            return List.of("127.0.0.1:9081", "127.0.0.1:9082");
        }
        if (option.name().startsWith("limit-")) {
            return bounded(option);
        }
        if (option.name().startsWith("timeout-")) {
            return List.of("7s", "8s");
        }
        List<String> samples = BY_NAME.get(option.name());
        if (samples == null) {
            throw new IllegalStateException("no sample for --" + option.name());
        }
        return samples;
    }

    /** A quarter and a half of the default, which is within every range; fixed numbers where the default is zero. */
    private static List<String> bounded(Option<?> option) {
        long usual = SizeText.parse(option.fallback().orElseThrow());
        return usual < 20 ? List.of("2", "5") : List.of(String.valueOf(usual / 4), String.valueOf(usual / 2));
    }
}
