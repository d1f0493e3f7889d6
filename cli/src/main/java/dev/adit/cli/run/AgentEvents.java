// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;
import dev.adit.agent.RequestRecord;
import dev.adit.agent.TunnelReady;
import java.time.Duration;
import java.util.Optional;

/** The JSON lines of {@code --json}: scripts rely on their names. Stateless. */
final class AgentEvents {
    private AgentEvents() {}

    static String ready(TunnelReady tunnel, Optional<String> inspector) {
        return JsonWriter.string()
                .object()
                .value("event", "ready")
                .value("tunnel", tunnel.name())
                .value("url", tunnel.url())
                .value("target", tunnel.target().toString())
                .value("inspector", inspector.orElse(null))
                .end()
                .done();
    }

    static String request(RequestRecord request) {
        return JsonWriter.string()
                .object()
                .value("event", "request")
                .value("id", request.id())
                .value("tunnel", request.tunnel())
                .value("method", request.method())
                .value("path", request.path())
                .value("status", request.status())
                .value("duration_ms", request.duration().toMillis())
                .value("bytes_in", request.bytesIn())
                .value("bytes_out", request.bytesOut())
                .value("remote_addr", request.remoteAddress())
                .end()
                .done();
    }

    static String disconnected(String reason, Duration retryIn) {
        return JsonWriter.string()
                .object()
                .value("event", "disconnected")
                .value("reason", reason)
                .value("retry_in_ms", retryIn.toMillis())
                .end()
                .done();
    }

    /** A refused session has no tunnel, and so no field for it. */
    static String refused(String tunnel, String code, String message) {
        JsonStringWriter line = JsonWriter.string().object().value("event", "refused");
        if (!tunnel.isEmpty()) {
            line.value("tunnel", tunnel);
        }
        return line.value("code", code).value("message", message).end().done();
    }

    static String replaced(String tunnel, String message) {
        return JsonWriter.string()
                .object()
                .value("event", "replaced")
                .value("tunnel", tunnel)
                .value("message", message)
                .end()
                .done();
    }

    static String draining(Duration grace) {
        return JsonWriter.string()
                .object()
                .value("event", "draining")
                .value("grace_ms", grace.toMillis())
                .end()
                .done();
    }
}
