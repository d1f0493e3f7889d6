// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.adit.wire.HostPort;
import dev.adit.wire.Secret;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The forward proxies of the machine, read from {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} in lower
 * or upper case (lower wins, as in curl). Immutable; credentials print masked.
 */
public record ProxySettings(Optional<Proxy> https, Optional<Proxy> http, List<NoProxy> exceptions) {
    /** Every server is dialled directly. */
    public static final ProxySettings NONE = new ProxySettings(Optional.empty(), Optional.empty(), List.of());

    /** A proxy that takes CONNECT, with the credentials to show it. */
    public record Proxy(HostPort address, Optional<Credentials> credentials) {
        /** The head that asks it for a way to the server; shows it the credentials. */
        String connectRequest(HostPort server) {
            String head = "CONNECT " + server + " HTTP/1.1\r\nHost: " + server + "\r\n";
            return head + credentials.map(Credentials::field).orElse("") + "\r\n";
        }

        /** What its answer to CONNECT means, when it is no way to the server: what it wants, and where that is set. */
        String refusal(ServerAddress server, HostPort destination, int status) {
            String said = " (" + status + ")";
            return switch (status) {
                // tinyproxy says 401 to wrong credentials and 407 to none
                case 401, 407 -> "the proxy " + address + wanted(server) + said;
                case 403 -> "the proxy " + address + " does not allow CONNECT to " + destination + said;
                default -> "the proxy " + address + " refused CONNECT to " + destination + said;
            };
        }

        private String wanted(ServerAddress server) {
            String variable = server.tls() ? "HTTPS_PROXY" : "HTTP_PROXY";
            return credentials.isPresent()
                    ? " refused the user name and password in " + variable
                    : " wants a user name and password; write http://USER:PASSWORD@" + address + " in " + variable;
        }
    }

    /** A user name (a {@code DOMAIN\\user} too) and a password. */
    public record Credentials(String user, Secret password) {
        private String field() {
            byte[] pair = (user + ":" + password.reveal()).getBytes(UTF_8);
            return "Proxy-Authorization: Basic " + Base64.getEncoder().encodeToString(pair) + "\r\n";
        }
    }

    public ProxySettings {
        exceptions = List.copyOf(exceptions);
    }

    /**
     * Reads the variables out of an environment.
     *
     * @throws IllegalArgumentException naming the variable, never its value
     */
    public static ProxySettings fromEnvironment(Map<String, String> environment) {
        return new ProxySettings(
                ProxyText.proxy(environment, "https_proxy"),
                ProxyText.proxy(environment, "http_proxy"),
                ProxyText.exceptions(environment));
    }

    /** The proxy on the way to a server; empty for loopback and for what {@code NO_PROXY} names. */
    public Optional<Proxy> proxyFor(ServerAddress server) {
        boolean direct =
                server.isLoopback() || exceptions.stream().anyMatch(exception -> exception.covers(server.address()));
        if (direct) {
            return Optional.empty();
        }
        return server.tls() ? https : http;
    }
}
