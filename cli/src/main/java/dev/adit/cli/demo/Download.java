// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;

/** The first N bytes of {@link SampleContent}; writes only while the connection is writable, so N costs no memory. */
final class Download implements Exchange {
    private final HttpResponse head = Answer.head(HttpResponseStatus.OK, "application/octet-stream");
    private final long bytes;
    private long sent;
    private boolean started;
    private boolean ended;

    Download(HttpRequest request, long bytes) {
        this.bytes = bytes;
        this.sent = request.method().equals(HttpMethod.HEAD) ? bytes : 0;
    }

    @Override
    public void onRequestEnd(ChannelHandlerContext context) {
        head.headers()
                .set(HttpHeaderNames.CONTENT_LENGTH, bytes)
                .set(HttpHeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"sample.bin\"");
        context.write(head);
        started = true;
        fill(context);
    }

    @Override
    public void onWritable(ChannelHandlerContext context) {
        if (started && !ended) {
            fill(context);
        }
    }

    private void fill(ChannelHandlerContext context) {
        while (sent < bytes && context.channel().isWritable()) {
            var piece = SampleContent.piece(sent, bytes - sent);
            sent += piece.readableBytes();
            context.write(new DefaultHttpContent(piece));
        }
        if (sent < bytes) {
            context.flush();
            return;
        }
        ended = true;
        Exchange.end(context, LastHttpContent.EMPTY_LAST_CONTENT);
    }
}
