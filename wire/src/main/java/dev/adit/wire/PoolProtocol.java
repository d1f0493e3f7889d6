// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import com.grack.nanojson.JsonWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pool protocol of AetherLink and localtunnel, as far as both ends must agree on it: the JSON of a registration, and
 * the bounds of the lines that open a link (docs/wire.md, "Pool mode"). Pure.
 */
public final class PoolProtocol {
    /** The port to which AetherLink's clients connect their links. */
    public static final int USUAL_PORT = 62_322;

    /** The most links of one tunnel at once, upgraded ones not counted. */
    public static final int MOST_LINKS = 10;

    /** The longest id line, with its end. */
    public static final int ID_LINE_BYTES = 256;

    /** The longest token line, with its end: a token holds names and an address besides its signature. */
    public static final int TOKEN_LINE_BYTES = 1_024;

    /** Both lines must have come by then. */
    public static final Duration LINES_WITHIN = Duration.ofSeconds(5);

    /** How long a token is good for. */
    public static final Duration TOKEN_LIFE = Duration.ofHours(24);

    /** Registers with POST; a client of the old kind asks {@code GET /?new} or {@code GET /NAME}. */
    public static final String REGISTRATION_PATH = "/api/tunnels";

    private PoolProtocol() {}

    /**
     * The answer to a registration, as {@link PoolGrant} reads it. Immutable.
     *
     * @param id the tunnel's name, which is the id line of its links
     * @param port where its links connect
     * @param mostLinks how many of them may be there at once
     * @param url the public URL; empty when the client is to build it out of server and id
     * @param tokenNeeded whether the token must follow the id on each link
     * @param token what proves the registration; a server of the old kind may give none
     * @param ownPort whether the port is this tunnel's own, so that links send no lines
     */
    public record Registered(
            String id,
            int port,
            int mostLinks,
            String url,
            boolean tokenNeeded,
            Optional<Secret> token,
            boolean ownPort) {
        public String json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("id", id);
            json.put("port", port);
            json.put("max_conn_count", mostLinks);
            json.put("url", url);
            json.put("auth_required", tokenNeeded);
            token.ifPresent(secret -> json.put("token", secret.reveal()));
            json.put("links", ownPort ? "own" : "shared");
            return JsonWriter.string(json);
        }
    }

    /**
     * What the content of {@code POST /api/tunnels} asks for. Immutable.
     *
     * @param name the wanted name; empty for a random one
     * @param token a token to renew, whose registration and links live on
     */
    public record Wish(Optional<String> name, Optional<Secret> token) {
        /** Any name, nothing to renew. */
        public static final Wish ANY = new Wish(Optional.empty(), Optional.empty());

        /**
         * Reads the JSON; no content at all wishes for nothing in particular.
         *
         * @throws WireException when it is no JSON object with such fields
         */
        public static Wish parse(String json) {
            if (json.isBlank()) {
                return ANY;
            }
            JsonFields fields = JsonFields.parse(json);
            return new Wish(
                    fields.text("name").or(() -> fields.text("subdomain")),
                    fields.text("token").map(Secret::new));
        }
    }

    /** The JSON of a refusal: localtunnel's clients read {@code message}, ours the code. */
    public static String refusal(String code, String message) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", message);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("message", message);
        json.put("error", error);
        return JsonWriter.string(json);
    }
}
