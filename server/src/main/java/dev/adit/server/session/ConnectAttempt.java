// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.Authority;
import dev.adit.http.ErrorCode;
import dev.adit.http.FieldName;
import dev.adit.http.MessageHead;
import dev.adit.wire.ConnectRequest;
import dev.adit.wire.Secret;
import dev.adit.wire.WebSocketHandshake;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * An agent's dial, taken out of its request head. Immutable.
 *
 * @param credential what stands behind {@code Bearer}; empty when there is no Authorization field
 * @param credentialFields how many Authorization fields there are
 * @param problem what is wrong with the request for a WebSocket, if anything
 * @param errorsAreOwn whether the agent says that no {@code Adit-Error} of its service passes it
 * @param subdomain the name asked for in the query, for Exio agents
 * @param type the kind asked for in the query
 * @param dialled the host and port the agent asked
 * @param requestId what the request is called
 */
record ConnectAttempt(
        Optional<Secret> credential,
        int credentialFields,
        boolean hasOrigin,
        Optional<ErrorCode> problem,
        String webSocketKey,
        boolean speaksAdit,
        boolean errorsAreOwn,
        Optional<String> subdomain,
        Optional<String> type,
        Authority dialled,
        InetSocketAddress peer,
        String requestId) {
    private static final String BEARER = "bearer ";

    static ConnectAttempt of(MessageHead head, Authority dialled, InetSocketAddress peer, String requestId) {
        List<String> authorization = head.values(FieldName.AUTHORIZATION);
        List<String> keys = head.values(FieldName.SEC_WEBSOCKET_KEY);
        Optional<ErrorCode> problem = WebSocketHandshake.check(
                head.method(),
                head.values(FieldName.CONNECTION),
                head.values(FieldName.UPGRADE),
                head.values(FieldName.SEC_WEBSOCKET_VERSION),
                keys);
        return new ConnectAttempt(
                authorization.stream().findFirst().flatMap(ConnectAttempt::bearer),
                authorization.size(),
                head.count(FieldName.ORIGIN) > 0,
                head.isMethod("GET") ? problem.or(() -> contentProblem(head)) : Optional.of(ErrorCode.METHOD_REFUSED),
                keys.isEmpty() ? "" : keys.getFirst().strip(),
                WebSocketHandshake.offersAdit(head.values(FieldName.SEC_WEBSOCKET_PROTOCOL)),
                head.value(FieldName.ADIT_ERROR)
                        .filter(ConnectRequest.OWN_ERRORS::equals)
                        .isPresent(),
                Query.parameter(head.target(), "subdomain"),
                Query.parameter(head.target(), "type"),
                dialled,
                peer,
                requestId);
    }

    /** The address of whoever dials. */
    String address() {
        return NetUtil.toAddressString(peer.getAddress());
    }

    /** What follows the head of an upgrade is the carrier, so a body in its place would be taken for frames. */
    private static Optional<ErrorCode> contentProblem(MessageHead head) {
        return head.hasContent() ? Optional.of(ErrorCode.BAD_CONNECT) : Optional.empty();
    }

    /** Who dials, for the log; the port is unknown behind a proxy. */
    String peerText() {
        return peer.getPort() == 0 ? NetUtil.toAddressString(peer.getAddress()) : NetUtil.toSocketAddressString(peer);
    }

    /** The credential behind the scheme, whose case does not matter (RFC 9110 section 11.1). */
    private static Optional<Secret> bearer(String value) {
        return value.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(new Secret(value.substring(BEARER.length()).strip()))
                : Optional.of(new Secret(""));
    }
}
