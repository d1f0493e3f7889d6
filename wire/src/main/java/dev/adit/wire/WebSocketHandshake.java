// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.adit.http.ErrorCode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The opening handshake of a carrier (RFC 6455 section 4) as pure checks over header values. */
public final class WebSocketHandshake {
    /** The subprotocol token of our own protocol; a peer that does not echo it speaks Exio mode. */
    public static final String ADIT_1 = "adit.1";
    /** The only version there is (RFC 6455 section 4.1). */
    public static final String VERSION = "13";

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    private WebSocketHandshake() {}

    /**
     * What is wrong with a client's request for a WebSocket, if anything; each list holds the values of all lines of
     * that field. A 426 must name the version (CW-01).
     */
    public static Optional<ErrorCode> check(
            String method, List<String> connection, List<String> upgrade, List<String> version, List<String> key) {
        if (!method.equals("GET")) {
            return Optional.of(ErrorCode.BAD_CONNECT);
        }
        if (!hasToken(upgrade, "websocket") || !hasToken(connection, "upgrade")) {
            return Optional.of(ErrorCode.UPGRADE_REQUIRED);
        }
        if (version.size() != 1 || !version.getFirst().strip().equals(VERSION)) {
            return Optional.of(ErrorCode.UPGRADE_REQUIRED);
        }
        return key.size() == 1 && isKey(key.getFirst().strip()) ? Optional.empty() : Optional.of(ErrorCode.BAD_CONNECT);
    }

    /** Whether a comma-separated list, spread over any number of lines, names the token in any case. */
    public static boolean hasToken(List<String> values, String token) {
        for (String value : values) {
            for (String element : value.split(",", -1)) {
                if (element.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a client offers our own protocol; subprotocol names keep their case (RFC 6455 section 4.1). */
    public static boolean offersAdit(List<String> protocols) {
        return protocols.stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .anyMatch(element -> element.strip().equals(ADIT_1));
    }

    /** The value of {@code Sec-WebSocket-Accept} that answers a key. */
    public static String accept(String key) {
        byte[] digest = sha1().digest((key + GUID).getBytes(US_ASCII));
        return Base64.getEncoder().encodeToString(digest);
    }

    /** A nonce for {@link ConnectRequest}. */
    public static String freshKey(RandomGenerator random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /** What is wrong with a server's 101 to our dial, if anything (RFC 6455 section 4.1). */
    public static Optional<String> checkSwitch(HttpAnswer answer, String key, List<String> offered) {
        if (!hasToken(answer.all("Upgrade"), "websocket") || !hasToken(answer.all("Connection"), "upgrade")) {
            return Optional.of("the 101 is no switch to a WebSocket");
        }
        if (!answer.all("Sec-WebSocket-Accept").equals(List.of(accept(key)))) {
            return Optional.of("the 101 answers another request");
        }
        if (!answer.all("Sec-WebSocket-Extensions").isEmpty()) {
            return Optional.of("the 101 takes an extension that we did not offer");
        }
        List<String> chosen = answer.all("Sec-WebSocket-Protocol");
        boolean known = chosen.isEmpty() || (chosen.size() == 1 && offered.contains(chosen.getFirst()));
        return known ? Optional.empty() : Optional.of("the 101 takes a protocol that we did not offer");
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException ignored) { // not base64
            return false;
        }
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
