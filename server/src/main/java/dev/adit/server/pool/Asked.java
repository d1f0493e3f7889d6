// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.Authority;
import dev.adit.http.ErrorCode;
import dev.adit.http.FieldName;
import dev.adit.http.MessageHead;
import dev.adit.server.edge.ControlHost;
import dev.adit.server.session.Query;
import dev.adit.wire.Secret;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the head of a registration says. Immutable.
 *
 * @param name the name in the path; empty for any, and for POST, whose content has it
 * @param credential the key in whichever of its places
 * @param problem what is wrong with the request, with the reason in words
 * @param likeLocaltunnel whether it comes as localtunnel's clients come, whose links send no lines
 * @param dialled the host and port that the client asked
 * @param caller who asks, as trusted proxies tell it, and what the log calls the request
 */
record Asked(
        Optional<String> name,
        boolean byPost,
        Optional<Secret> credential,
        Optional<Problem> problem,
        boolean likeLocaltunnel,
        Authority dialled,
        ControlHost.Caller caller) {
    /** Why a request is refused before anybody looks at its key. */
    record Problem(ErrorCode code, String message) {}

    private static final List<String> SCHEMES = List.of("bearer ", "apikey ");
    /** The HTTP library of the npm client, which names itself nowhere. */
    private static final String LOCALTUNNEL_AGENT = "axios/";

    /**
     * Reads a head.
     *
     * @param queryKey whether a key in the query counts
     */
    static Asked of(
            MessageHead head, Optional<String> name, Authority dialled, ControlHost.Caller caller, boolean queryKey) {
        boolean byPost = head.isMethod("POST");
        Optional<Secret> credential = credential(head, queryKey);
        return new Asked(
                name,
                byPost,
                credential,
                problem(head, byPost, queryKey),
                !byPost && credential.isEmpty() && isLocaltunnel(head),
                dialled,
                caller);
    }

    InetAddress address() {
        return caller.peer().getAddress();
    }

    private static Optional<Secret> credential(MessageHead head, boolean queryKey) {
        Optional<Secret> authorization = head.value(FieldName.AUTHORIZATION).map(Asked::behindScheme);
        Optional<Secret> field = head.otherValue("x-api-key").map(Secret::new);
        Optional<Secret> query =
                queryKey ? Query.parameter(head.target(), "api_key").map(Secret::new) : Optional.empty();
        return authorization.or(() -> field).or(() -> query);
    }

    /** An unknown scheme is a wrong key, not none. */
    private static Secret behindScheme(String value) {
        return SCHEMES.stream()
                .filter(scheme -> value.regionMatches(true, 0, scheme, 0, scheme.length()))
                .findFirst()
                .map(scheme -> new Secret(value.substring(scheme.length()).strip()))
                .orElseGet(() -> new Secret(""));
    }

    private static boolean isLocaltunnel(MessageHead head) {
        return Query.parameter(head.target(), "links")
                .map(links -> links.equals("own"))
                .orElseGet(() -> head.otherValue("user-agent").orElse("").startsWith(LOCALTUNNEL_AGENT));
    }

    private static Optional<Problem> problem(MessageHead head, boolean byPost, boolean queryKey) {
        if (head.count(FieldName.ORIGIN) > 0
                || head.otherValue("sec-fetch-site").orElse("").equals("cross-site")) {
            return problem(ErrorCode.ORIGIN_REFUSED, "web pages may not open tunnels");
        }
        if (!byPost && isPrefetch(head)) {
            return problem(ErrorCode.PREFETCH_REFUSED, "a prefetch opens no tunnel");
        }
        if (head.count(FieldName.AUTHORIZATION) > 1) {
            return problem(ErrorCode.BAD_REGISTRATION, "more than one Authorization field");
        }
        if (!queryKey && Query.names(head.target(), "api_key")) {
            return problem(
                    ErrorCode.KEY_REFUSED,
                    "authentication failed: a key in the query ends up in logs; send it as Authorization: Bearer");
        }
        if (head.asksForWebSocket()) {
            return problem(ErrorCode.BAD_REGISTRATION, "a tunnel is not opened by a WebSocket here");
        }
        if (head.isChunked()) {
            return problem(ErrorCode.LENGTH_REQUIRED, "a registration's content has a Content-Length");
        }
        return Optional.empty();
    }

    /** What browsers ask on their own, in the three ways in which they say so. */
    private static boolean isPrefetch(MessageHead head) {
        return List.of("sec-purpose", "purpose", "x-moz").stream()
                .flatMap(name -> head.otherValue(name).stream())
                .map(value -> value.toLowerCase(Locale.ROOT))
                .anyMatch(value -> value.contains("prefetch") || value.contains("prerender"));
    }

    private static Optional<Problem> problem(ErrorCode code, String message) {
        return Optional.of(new Problem(code, message));
    }
}
