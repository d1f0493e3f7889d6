// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What a server of the pool protocol answers to a registration: AetherLink's or localtunnel's. Immutable.
 *
 * @param name what the server calls the tunnel; it need not be the name asked for
 * @param port where links connect
 * @param mostLinks how many the server takes; empty when it does not say
 * @param url the public URL; empty when the server knows none
 * @param token what a link shows behind the name; only AetherLink's servers give one
 * @param address where links connect when it is not the server's own host; only localtunnel's servers tell
 * @param signs what tells whose protocol it is
 */
public record PoolGrant(
        TunnelName name,
        int port,
        OptionalInt mostLinks,
        Optional<String> url,
        Optional<Secret> token,
        Optional<String> address,
        Signs signs) {
    /** Fields that only one of the two kinds of servers sends. */
    public enum Signs {
        /** {@code auth_required} or {@code token}. */
        AETHERLINK,
        /** {@code ip} or {@code cached_url}, or {@code "links":"own"}: the port is the tunnel's own. */
        LOCALTUNNEL,
        NONE
    }

    private static final Pattern URL = Pattern.compile("https?://[\\x21-\\x7e]{1,512}");
    /** No server takes as many from one agent. */
    private static final int MOST_LINKS = 1_000_000;

    /** Reads the JSON; throws {@link WireException} when it is no such answer. */
    public static PoolGrant parse(String json) {
        try {
            return of(JsonFields.parse(json));
        } catch (WireException e) {
            // The reader of fields speaks of control messages, which this is not.
            throw new WireException(String.valueOf(e.getMessage()).replaceFirst("^control ", ""));
        }
    }

    private static PoolGrant of(JsonFields fields) {
        String id = fields.requiredText("id");
        TunnelName name =
                TunnelName.parse(id).orElseThrow(() -> new WireException("field \"id\" is not a tunnel's name"));
        int most = fields.boundedNumber("max_conn_count", -1, MOST_LINKS).orElse(0);
        return new PoolGrant(
                name,
                fields.requiredNumber("port", 1, 65_535),
                most > 0 ? OptionalInt.of(most) : OptionalInt.empty(),
                fields.text("url").filter(text -> URL.matcher(text).matches()),
                fields.text("token").filter(PoolGrant::isLine).map(Secret::new),
                fields.text("ip").filter(text -> !text.isEmpty()),
                signs(fields));
    }

    /** A token goes on a line of its own. */
    private static boolean isLine(String token) {
        return !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    private static Signs signs(JsonFields fields) {
        if (fields.has("links")) {
            return fields.text("links").filter("own"::equals).isPresent() ? Signs.LOCALTUNNEL : Signs.AETHERLINK;
        }
        if (fields.has("auth_required") || fields.has("token")) {
            return Signs.AETHERLINK;
        }
        return fields.has("ip") || fields.has("cached_url") ? Signs.LOCALTUNNEL : Signs.NONE;
    }
}
