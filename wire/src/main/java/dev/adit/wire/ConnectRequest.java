// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An agent's dial: the upgrade request for {@code /_connect}. Immutable.
 *
 * @param authority the value of Host
 * @param basePath the path of the server's URL in front of {@code /_connect}; empty or starting with a slash
 * @param name the first tunnel's name, for servers that want it here
 * @param kind the first tunnel's kind
 * @param key the credential, if any
 * @param protocols subprotocols to offer, in order of preference
 * @param webSocketKey the nonce that the server must answer
 */
public record ConnectRequest(
        String authority,
        String basePath,
        TunnelName name,
        TunnelKind kind,
        Optional<Secret> key,
        List<String> protocols,
        String webSocketKey) {
    /** The path of the dial below the server's URL. */
    public static final String PATH = "/_connect";

    /**
     * What {@code Adit-Error} of a dial says: that the agent takes the field from its service's answers, so that one
     * which arrives is the agent's own.
     */
    public static final String OWN_ERRORS = "own";

    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]+");

    public ConnectRequest {
        protocols = List.copyOf(protocols);
        requireVisible("authority", authority);
        if (!basePath.isEmpty()) {
            requireVisible("base path", basePath);
        }
        key.ifPresent(secret -> requireVisible("key", secret.reveal()));
    }

    /** The request head as it goes on the wire; holds the key. */
    public String render() {
        StringBuilder head = new StringBuilder(512);
        head.append("GET ").append(basePath).append(PATH).append("?subdomain=").append(name);
        head.append("&type=").append(kind.text()).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(authority).append("\r\n");
        head.append("Upgrade: websocket\r\nConnection: Upgrade\r\n");
        head.append("Sec-WebSocket-Version: ")
                .append(WebSocketHandshake.VERSION)
                .append("\r\n");
        head.append("Sec-WebSocket-Key: ").append(webSocketKey).append("\r\n");
        if (protocols.isEmpty()) {
            head.append("Adit-Error: ").append(OWN_ERRORS).append("\r\n"); // adit.1 implies it
        } else {
            head.append("Sec-WebSocket-Protocol: ")
                    .append(String.join(", ", protocols))
                    .append("\r\n");
        }
        key.ifPresent(secret ->
                head.append("Authorization: Bearer ").append(secret.reveal()).append("\r\n"));
        return head.append("User-Agent: adit\r\n\r\n").toString();
    }

    /** Never shows the key; see {@link Secret}. Values that would break the head are refused without being shown. */
    private static void requireVisible(String what, String value) {
        if (!VISIBLE.matcher(value).matches()) {
            throw new IllegalArgumentException(what + " is not visible ASCII");
        }
    }
}
