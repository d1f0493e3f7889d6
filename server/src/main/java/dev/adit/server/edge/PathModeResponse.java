// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.Authority;
import dev.adit.http.FieldName;
import dev.adit.http.ResponseEdit;
import java.util.Locale;
import java.util.Optional;

/**
 * What changes in answers of a tunnel that lives below a path: addresses and cookies stay within it. The origin is
 * shared with the other tunnels, so a service worker of one must not claim it all. Immutable.
 *
 * @param prefix such as {@code /demo}
 * @param host the host and port the visitor asked
 * @param publicOrigin scheme, host and port of the public URL in lower case, which a service behind a proxy may know
 *     itself by though the proxy asks another host; empty when there is none
 * @param isTrusted whether the agent may name failures of its own
 */
record PathModeResponse(String prefix, Authority host, String publicOrigin, boolean isTrusted) implements ResponseEdit {
    @Override
    public boolean concerns(FieldName name) {
        return switch (name) {
            case LOCATION, SET_COOKIE, SERVICE_WORKER_ALLOWED -> true;
            case ADIT_ERROR -> !isTrusted;
            default -> false;
        };
    }

    @Override
    public Optional<String> apply(FieldName name, String value) {
        return switch (name) {
            case LOCATION -> Optional.of(location(value));
            case SET_COOKIE -> Optional.of(cookie(new SharedDomain(host.host()).narrowed(value)));
            default -> Optional.empty();
        };
    }

    private String location(String value) {
        if (value.startsWith("/") && !value.startsWith("//")) {
            return prefixed(value);
        }
        String lower = value.toLowerCase(Locale.ROOT);
        int schemeEnd =
                lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : lower.startsWith("//") ? 2 : -1;
        if (schemeEnd < 0) {
            return value;
        }
        int pathStart = schemeEnd;
        while (pathStart < value.length() && "/?#".indexOf(value.charAt(pathStart)) < 0) {
            pathStart++;
        }
        boolean ours = lower.substring(0, pathStart).equals(publicOrigin)
                || Authority.parse(value.substring(schemeEnd, pathStart))
                        .map(named -> named.host().equals(host.host()) && isPort(named.port(), lower))
                        .orElse(false);
        if (!ours) {
            return value;
        }
        String path = pathStart == value.length() ? "/" : value.substring(pathStart);
        return value.substring(0, pathStart) + prefixed(path.startsWith("/") ? path : "/" + path);
    }

    /** Another port is another service's. A visitor's host without a port means the usual one of either scheme. */
    private boolean isPort(int named, String lower) {
        int usual = lower.startsWith("https:") ? 443 : 80;
        if (named < 0 || named == usual) {
            return host.port() < 0 || host.port() == usual;
        }
        return named == host.port();
    }

    /** The path below the prefix, unless it is there already. */
    private String prefixed(String path) {
        boolean already = path.startsWith(prefix)
                && (path.length() == prefix.length() || "/?#".indexOf(path.charAt(prefix.length())) >= 0);
        return already ? path : prefix + path;
    }

    private String cookie(String value) {
        String[] parts = value.split(";", -1);
        StringBuilder edited = new StringBuilder(value.length() + prefix.length()).append(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            String[] attribute = parts[i].split("=", 2);
            boolean isPath = attribute.length == 2 && attribute[0].strip().equalsIgnoreCase("path");
            String path = isPath ? attribute[1].strip() : "";
            edited.append(';');
            if (path.startsWith("/")) {
                edited.append(" Path=").append(prefixed(path));
            } else {
                edited.append(parts[i]);
            }
        }
        return edited.toString();
    }
}
