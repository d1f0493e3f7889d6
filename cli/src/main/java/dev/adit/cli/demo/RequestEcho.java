// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Map;

/** A request's head as JSON: method, target, version and the fields in the order they came. */
final class RequestEcho {
    private RequestEcho() {}

    static String json(HttpRequest request) {
        JsonStringWriter json = JsonWriter.string()
                .object()
                .value("method", request.method().name())
                .value("target", request.uri())
                .value("version", request.protocolVersion().text())
                .array("headers");
        for (Map.Entry<String, String> field : request.headers()) {
            json.array().value(field.getKey()).value(field.getValue()).end();
        }
        return json.end().end().done();
    }
}
