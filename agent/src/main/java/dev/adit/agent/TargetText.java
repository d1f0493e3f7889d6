// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.agent.Target.Scheme;
import dev.adit.wire.HostPort;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/** The spellings of a {@link Target}. Stateless. */
final class TargetText {
    private static final String HTTP_FORMS =
            "write 3000, host:3000, http://host:3000, https://host:8443 or unix:/path.sock";
    private static final String TCP_FORMS = "write 22 or host:22";

    private TargetText() {}

    static Target http(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("unix:")) {
            return unixSocket(text.substring("unix:".length()));
        }
        if (lower.startsWith("http://")) {
            return address(Scheme.HTTP, text.substring("http://".length()), text, HTTP_FORMS);
        }
        if (lower.startsWith("https://")) {
            return address(Scheme.HTTPS, text.substring("https://".length()), text, HTTP_FORMS);
        }
        return bare(Scheme.HTTP, text, HTTP_FORMS);
    }

    static Target tcp(String text) {
        boolean withScheme = text.toLowerCase(Locale.ROOT).startsWith("tcp://");
        return bare(Scheme.TCP, withScheme ? text.substring("tcp://".length()) : text, TCP_FORMS);
    }

    private static Target unixSocket(String path) {
        try {
            return new Target.UnixSocket(Path.of(path));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'unix:" + path + "' is not a path; write unix:/path.sock", e);
        }
    }

    private static Target bare(Scheme scheme, String text, String forms) {
        if (text.contains("://")) {
            throw refused(text, "its scheme is not served here", forms);
        }
        String withHost = text.matches("[0-9]+") ? "localhost:" + text : text;
        if (withHost.startsWith(":")) {
            withHost = "localhost" + withHost;
        }
        return parsed(scheme, withHost, -1, text, forms);
    }

    private static Target address(Scheme scheme, String rest, String text, String forms) {
        String authority = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        if (authority.matches(".*[/?#].*")) {
            throw refused(text, "a path cannot be part of a target", forms);
        }
        if (authority.indexOf('@') >= 0) {
            throw refused(scheme.prefix() + "…", "a user name cannot be part of a target", forms);
        }
        return parsed(scheme, authority, Target.defaultPort(scheme), text, forms);
    }

    private static Target parsed(Scheme scheme, String authority, int defaultPort, String text, String forms) {
        try {
            return new Target.Address(scheme, HostPort.parse(authority, defaultPort));
        } catch (IllegalArgumentException e) {
            throw refused(text, String.valueOf(e.getMessage()), forms);
        }
    }

    private static IllegalArgumentException refused(String text, String why, String forms) {
        return new IllegalArgumentException("'" + text + "' is not a target: " + why + "; " + forms);
    }
}
