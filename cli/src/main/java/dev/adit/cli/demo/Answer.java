// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** An answer that is known when the request's head is. The body of the request is read and forgotten. */
final class Answer implements Exchange {
    private final boolean headOnly;
    private final HttpResponse head;
    private final byte[] body;

    private Answer(HttpRequest request, HttpResponseStatus status, String type, byte[] body) {
        this.headOnly = request.method().equals(HttpMethod.HEAD);
        this.head = head(status, type);
        this.body = body;
        head.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    }

    static Answer of(HttpRequest request, HttpResponseStatus status, String line) {
        return new Answer(request, status, "text/plain; charset=utf-8", (line + "\n").getBytes(UTF_8));
    }

    static Answer json(HttpRequest request, String json) {
        return new Answer(request, HttpResponseStatus.OK, "application/json", json.getBytes(UTF_8));
    }

    static Answer page(HttpRequest request) {
        return new Answer(request, HttpResponseStatus.OK, "text/html; charset=utf-8", resource("page.html"));
    }

    Answer with(CharSequence name, String value) {
        head.headers().set(name, value);
        return this;
    }

    @Override
    public void onRequestEnd(ChannelHandlerContext context) {
        context.write(head);
        Exchange.end(
                context,
                headOnly
                        ? LastHttpContent.EMPTY_LAST_CONTENT
                        : new DefaultLastHttpContent(Unpooled.wrappedBuffer(body)));
    }

    /** A head that no cache keeps: what is shown is about this visit. */
    static HttpResponse head(HttpResponseStatus status, String type) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("X-Content-Type-Options", "nosniff");
        return head;
    }

    private static byte[] resource(String name) {
        try (InputStream in = Objects.requireNonNull(Answer.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
