// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.demo;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.LastHttpContent;

/** One request and its answer in the sample application. Confined to the connection's event loop. */
interface Exchange {

    /** Takes the next piece of the request's body; borrows the buffer. */
    default void onBody(ByteBuf piece) {}

    /** The request is complete: the answer starts here, and ends with {@link #end}. */
    void onRequestEnd(ChannelHandlerContext context);

    /** The connection takes bytes again; may come after the answer's end. */
    default void onWritable(ChannelHandlerContext context) {}

    /** The connection is gone, whether or not the answer was complete. */
    default void onClosed() {}

    /** Writes the answer's end; once it is out the next request may come in. Takes ownership of the content. */
    static void end(ChannelHandlerContext context, LastHttpContent last) {
        context.writeAndFlush(last).addListener(written -> {
            if (written.isSuccess()) {
                context.channel().read();
            }
        });
    }
}
