// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import com.grack.nanojson.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A registration at a server of the pool protocol, in its two forms. Immutable.
 *
 * @param authority the value of Host
 * @param name the name asked for; empty for one that the server makes up
 * @param token the one to be renewed, which proves the name ours
 * @param key the credential, if any
 */
public record PoolRequest(String authority, Optional<TunnelName> name, Optional<Secret> token, Optional<Secret> key) {
    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]+");

    public PoolRequest {
        requireVisible("authority", authority);
        key.ifPresent(secret -> requireVisible("key", secret.reveal()));
    }

    /** The form that every server of the protocol knows. It says nothing of a token. */
    public String get() {
        return "GET /" + name.map(TunnelName::value).orElse("?new") + " HTTP/1.1\r\n" + fields() + "\r\n";
    }

    /** The form of our own server, whose tunnels it cannot be meant for. */
    public String post() {
        Map<String, Object> wish = new LinkedHashMap<>();
        name.ifPresent(wanted -> wish.put("name", wanted.value()));
        name.flatMap(wanted -> token).ifPresent(old -> wish.put("token", old.reveal()));
        String content = JsonWriter.string(wish);
        return "POST /api/tunnels HTTP/1.1\r\n" + fields() + "Content-Type: application/json\r\nContent-Length: "
                + content.length() + "\r\n\r\n" + content;
    }

    private String fields() {
        return "Host: " + authority + "\r\n"
                + key.map(secret -> "Authorization: Bearer " + secret.reveal() + "\r\n")
                        .orElse("")
                + "Accept: application/json\r\nUser-Agent: adit\r\nConnection: close\r\n";
    }

    /** Values that would break the head are refused without being shown. */
    private static void requireVisible(String what, String value) {
        if (!VISIBLE.matcher(value).matches()) {
            throw new IllegalArgumentException(what + " is not visible ASCII");
        }
    }
}
