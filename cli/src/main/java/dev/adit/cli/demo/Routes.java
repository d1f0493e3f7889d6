// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Optional;

/** What the sample application serves, by path. Immutable. */
final class Routes {
    private static final long DEFAULT_DOWNLOAD_BYTES = 100_000_000;

    private Routes() {}

    static Exchange exchange(HttpRequest request) {
        var target = new QueryStringDecoder(request.uri());
        String path = target.path();
        boolean uploads = path.equals("/upload");
        if (!allows(request.method(), uploads)) {
            return Answer.of(request, HttpResponseStatus.METHOD_NOT_ALLOWED, "Try " + (uploads ? "POST" : "GET"))
                    .with(HttpHeaderNames.ALLOW, uploads ? "POST, PUT" : "GET, HEAD");
        }
        return switch (path) {
            case "/", "/index.html" -> Answer.page(request);
            case "/echo" -> Answer.json(request, RequestEcho.json(request));
            case "/events" -> new EventStream(request);
            case "/clock" -> clock(request);
            case "/upload" -> new Upload(request);
            case "/download" -> download(request, target);
            default -> Answer.of(request, HttpResponseStatus.NOT_FOUND, "No such page: " + path);
        };
    }

    private static boolean allows(HttpMethod method, boolean uploads) {
        if (uploads) {
            return method.equals(HttpMethod.POST) || method.equals(HttpMethod.PUT);
        }
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    private static Exchange clock(HttpRequest request) {
        if (request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            return new ClockUpgrade(request);
        }
        return Answer.of(request, HttpResponseStatus.UPGRADE_REQUIRED, "This is a WebSocket")
                .with(HttpHeaderNames.UPGRADE, "websocket")
                .with(HttpHeaderNames.CONNECTION, "upgrade");
    }

    private static Exchange download(HttpRequest request, QueryStringDecoder target) {
        List<String> asked = target.parameters().getOrDefault("bytes", List.of());
        if (asked.isEmpty()) {
            return new Download(request, DEFAULT_DOWNLOAD_BYTES);
        }
        return parseByteCount(asked.getFirst())
                .<Exchange>map(bytes -> new Download(request, bytes))
                .orElseGet(() -> Answer.of(request, HttpResponseStatus.BAD_REQUEST, "bytes: a number from 0 on"));
    }

    private static Optional<Long> parseByteCount(String text) {
        try {
            return Optional.of(Long.parseLong(text)).filter(bytes -> bytes >= 0);
        } catch (NumberFormatException ignored) { // not a number is an answer of its own
            return Optional.empty();
        }
    }
}
