// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.LinkFailure;
import dev.adit.http.LinkReceiver;
import dev.adit.wire.StreamLink;
import dev.adit.wire.StreamPreamble;
import dev.adit.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the preamble of a stream that the server opened, whole in its first frame as a rule, and hands the stream on.
 * A stream without a proper one is reset. Confined to the agent's event loop.
 */
final class PreambleReceiver implements LinkReceiver {
    private final StreamLink link;
    private final BiConsumer<StreamLink, StreamPreamble> next;
    private @Nullable ByteBuf early;

    PreambleReceiver(StreamLink link, BiConsumer<StreamLink, StreamPreamble> next) {
        this.link = link;
        this.next = next;
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        ByteBuf all = joined(bytes);
        try {
            Optional<StreamPreamble> preamble = StreamPreamble.decode(all);
            if (preamble.isEmpty()) {
                early = all;
                return;
            }
            next.accept(link, preamble.get());
            link.unread(all);
        } catch (WireException ignored) { // a stream that we cannot read is refused, whatever is wrong with it
            all.release();
            link.refuse();
        }
    }

    private ByteBuf joined(ByteBuf bytes) {
        ByteBuf before = early;
        early = null;
        if (before == null) {
            return bytes;
        }
        ByteBuf all = ByteBufAllocator.DEFAULT.directBuffer(before.readableBytes() + bytes.readableBytes());
        all.writeBytes(before).writeBytes(bytes);
        before.release();
        bytes.release();
        return all;
    }

    @Override
    public void onFinished() {
        dropEarly();
        link.refuse();
    }

    @Override
    public void onAborted(LinkFailure failure) {
        dropEarly();
    }

    @Override
    public void onWritable() {
        // Nothing is written before the preamble.
    }

    private void dropEarly() {
        if (early != null) {
            early.release();
            early = null;
        }
    }
}
