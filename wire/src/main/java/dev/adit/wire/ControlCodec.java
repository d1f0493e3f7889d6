// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import com.grack.nanojson.JsonWriter;
import dev.adit.wire.ControlMessage.Claim;
import dev.adit.wire.ControlMessage.Claimed;
import dev.adit.wire.ControlMessage.Drain;
import dev.adit.wire.ControlMessage.Hello;
import dev.adit.wire.ControlMessage.Refused;
import dev.adit.wire.ControlMessage.Release;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Control messages to JSON and back; pure. Unknown types and fields are skipped, wrong types are errors, of a claim
 * with an id {@linkplain Claim#fault its own}.
 */
public final class ControlCodec {
    private ControlCodec() {}

    /** The message as one JSON object. */
    public static String encode(ControlMessage message) {
        return JsonWriter.string(
                switch (message) {
                    case Hello hello -> encodeHello(hello);
                    case Claim claim -> encodeClaim(claim);
                    case Claimed claimed -> encodeClaimed(claimed);
                    case Refused refused -> encodeRefused(refused);
                    case Release release -> encodeRelease(release);
                    case Drain drain ->
                        object("drain", "grace_ms", drain.grace().toMillis());
                });
    }

    /** The message of a JSON object; empty for a type that we do not know. Throws {@link WireException}. */
    public static Optional<ControlMessage> decode(String json) {
        JsonFields fields = JsonFields.parse(json);
        return switch (fields.requiredText("type")) {
            case "hello" -> Optional.of(decodeHello(fields));
            case "claim" -> Optional.of(decodeClaim(fields));
            case "claimed" -> Optional.of(decodeClaimed(fields));
            case "refused" -> Optional.of(decodeRefused(fields));
            case "release" -> Optional.of(decodeRelease(fields));
            case "drain" -> Optional.of(new Drain(fields.millis("grace_ms").orElse(Duration.ZERO)));
            default -> Optional.empty();
        };
    }

    private static Map<String, @Nullable Object> encodeHello(Hello hello) {
        Map<String, @Nullable Object> json = object("hello", "version", hello.version());
        json.put("program", hello.program());
        json.put("instance", hello.instance());
        json.put("features", hello.features());
        hello.session().ifPresent(session -> json.put("session", session));
        hello.pingInterval().ifPresent(interval -> json.put("ping_ms", interval.toMillis()));
        return json;
    }

    private static Hello decodeHello(JsonFields fields) {
        return new Hello(
                fields.requiredNumber("version"),
                fields.text("program").orElse(""),
                fields.text("instance").orElse(""),
                fields.texts("features"),
                fields.text("session"),
                fields.millis("ping_ms"));
    }

    private static Map<String, @Nullable Object> encodeClaim(Claim claim) {
        Map<String, @Nullable Object> json = object("claim", "id", claim.id());
        json.put("kind", claim.kind().map(TunnelKind::text).orElse(""));
        json.put("name", claim.name().orElse(null));
        json.put("port", claim.port().orElse(null));
        json.put("resume", claim.resume().map(Secret::reveal).orElse(null));
        json.put("options", encodeOptions(claim.options()));
        return json;
    }

    private static Map<String, Object> encodeOptions(ClaimOptions options) {
        Map<String, Object> json = new LinkedHashMap<>();
        putUnlessEmpty(
                json,
                "basic_auth",
                options.basicAuth().stream().map(Secret::reveal).toList());
        putUnlessEmpty(json, "allow_cidr", options.allowCidrs());
        putUnlessEmpty(json, "deny_cidr", options.denyCidrs());
        return json;
    }

    /** What can be answered, because its id can be read, is not worth the session and all its other tunnels. */
    private static Claim decodeClaim(JsonFields fields) {
        int id = fields.requiredNumber("id", 1, ControlMessage.MAX_ID);
        try {
            return decodeClaim(id, fields);
        } catch (WireException fault) {
            return Claim.malformed(id, String.valueOf(fault.getMessage()));
        }
    }

    private static Claim decodeClaim(int id, JsonFields fields) {
        return new Claim(
                id,
                TunnelKind.ofText(fields.requiredText("kind")),
                fields.text("name"),
                fields.number("port").map(port -> Math.clamp(port, Integer.MIN_VALUE, Integer.MAX_VALUE)),
                fields.text("resume").map(Secret::new),
                fields.fields("options").map(ControlCodec::decodeOptions).orElse(ClaimOptions.NONE));
    }

    private static ClaimOptions decodeOptions(JsonFields fields) {
        return new ClaimOptions(
                fields.texts("basic_auth").stream().map(Secret::new).toList(),
                fields.texts("allow_cidr"),
                fields.texts("deny_cidr"));
    }

    private static Map<String, @Nullable Object> encodeClaimed(Claimed claimed) {
        Map<String, @Nullable Object> json = object("claimed", "id", claimed.id());
        json.put("name", claimed.name());
        json.put("url", claimed.url());
        json.put("port", claimed.port().orElse(null));
        json.put("resume", claimed.resume().map(Secret::reveal).orElse(null));
        return json;
    }

    private static Claimed decodeClaimed(JsonFields fields) {
        return new Claimed(
                fields.requiredNumber("id", 1, ControlMessage.MAX_ID),
                fields.text("name").orElse(""),
                fields.requiredText("url"),
                fields.boundedNumber("port", 1, 0xFFFF),
                fields.text("resume").map(Secret::new));
    }

    private static Map<String, @Nullable Object> encodeRefused(Refused refused) {
        Map<String, @Nullable Object> json = object("refused", "id", refused.id());
        json.put("code", refused.code());
        json.put("status", refused.status());
        json.put("message", refused.message());
        json.put("retry_ms", refused.retryAfter().map(Duration::toMillis).orElse(null));
        return json;
    }

    private static Refused decodeRefused(JsonFields fields) {
        return new Refused(
                fields.requiredNumber("id", 0, ControlMessage.MAX_ID),
                fields.requiredText("code"),
                fields.boundedNumber("status", 0, 999).orElse(0),
                fields.text("message").orElse(""),
                fields.millis("retry_ms"));
    }

    private static Map<String, @Nullable Object> encodeRelease(Release release) {
        Map<String, @Nullable Object> json = object("release", "id", release.id());
        json.put("reason", release.reason().text());
        json.put("message", release.message());
        if (release.drain()) {
            json.put("drain", true);
        }
        return json;
    }

    private static Release decodeRelease(JsonFields fields) {
        return new Release(
                fields.requiredNumber("id", 0, ControlMessage.MAX_ID),
                ReleaseReason.ofText(fields.text("reason").orElse("")),
                fields.text("message").orElse(""),
                fields.flag("drain").orElse(false));
    }

    private static Map<String, @Nullable Object> object(String type, String name, Object value) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("type", type);
        json.put(name, value);
        return json;
    }

    private static void putUnlessEmpty(Map<String, Object> json, String name, List<String> values) {
        if (!values.isEmpty()) {
            json.put(name, values);
        }
    }
}
