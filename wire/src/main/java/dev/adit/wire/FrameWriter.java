// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import dev.adit.yamux.FrameBatch;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Writes WebSocket frames to a channel, without flushing: a batch of yamux frames is one binary frame, its header set
 * in front of the first segment, and masked in place on the agent's side. Confined to the channel's event loop.
 */
final class FrameWriter {
    private final ChannelHandlerContext context;
    private final boolean masks;
    private final MaskKeys keys;
    private final FrameBatch batch;
    private final Consumer<ByteBuf> segmentWriter = this::writeSegment;
    /** The frame that {@link #segmentWriter} is writing: its key, and how much of its payload has been. */
    private int outKey;

    private int outBytes;
    private long outPhase;

    FrameWriter(ChannelHandlerContext context, boolean masks, RandomGenerator random) {
        this.context = context;
        this.masks = masks;
        keys = new MaskKeys(random);
        batch = new FrameBatch(context.alloc(), FrameHeader.MAX_BYTES);
    }

    /** What {@link #writeBatch} writes, to be filled before. */
    FrameBatch batch() {
        return batch;
    }

    /** Writes what the batch holds as one frame, and empties it. */
    void writeBatch() {
        if (batch.isEmpty()) {
            return;
        }
        outKey = masks ? keys.next() : 0;
        outBytes = batch.byteCount();
        outPhase = 0;
        batch.forEachSegment(segmentWriter);
    }

    private void writeSegment(ByteBuf segment) {
        int length = segment.readableBytes();
        if (masks) {
            Masking.apply(segment, outKey, outPhase);
        }
        if (outPhase == 0) {
            int start = segment.readerIndex() - FrameHeader.size(outBytes, masks);
            segment.readerIndex(start);
            FrameHeader.set(segment, start, FrameReader.BINARY, outBytes, masks, outKey);
        }
        outPhase += length;
        context.write(segment, context.voidPromise());
    }

    /** Writes a control frame. */
    void writeControl(int opcode, byte[] payload) {
        int key = masks ? keys.next() : 0;
        int headerBytes = FrameHeader.size(payload.length, masks);
        ByteBuf frame = context.alloc().buffer(headerBytes + payload.length);
        FrameHeader.set(frame, 0, opcode, payload.length, masks, key);
        frame.setBytes(headerBytes, payload).setIndex(headerBytes, headerBytes + payload.length);
        if (masks) {
            Masking.apply(frame, key, 0);
        }
        context.write(frame.readerIndex(0), context.voidPromise());
    }

    /** Drops what the batch holds. */
    void release() {
        batch.release();
    }
}
