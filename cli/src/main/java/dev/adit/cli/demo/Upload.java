// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import com.grack.nanojson.JsonWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Counts and hashes a body as it passes, and answers with size and SHA-256; nothing of it is kept. */
final class Upload implements Exchange {
    private final HttpRequest request;
    private final MessageDigest digest = SampleContent.sha256();
    private long bytes;

    Upload(HttpRequest request) {
        this.request = request;
    }

    @Override
    public void onBody(ByteBuf piece) {
        bytes += piece.readableBytes();
        for (ByteBuffer part : piece.nioBuffers()) {
            digest.update(part);
        }
    }

    @Override
    public void onRequestEnd(ChannelHandlerContext context) {
        String json = JsonWriter.string()
                .object()
                .value("bytes", bytes)
                .value("sha256", HexFormat.of().formatHex(digest.digest()))
                .end()
                .done();
        Answer.json(request, json).onRequestEnd(context);
    }
}
