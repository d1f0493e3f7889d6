// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.nio.charset.StandardCharsets;

/** A link without a peer, which writes down what is done with it. Confined to the test. */
final class RecordedLink implements UpstreamLink {
    private final StringBuilder done = new StringBuilder();
    private LinkReceiver receiver = Nobody.INSTANCE;
    private boolean writable = true;
    private boolean reused = true;
    private long unsentBytes;

    /** A buffer with the text, one octet for each character. */
    static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    /** What was done since this was asked last; lines end with {@code ~}. */
    String done() {
        String all = done.toString().replace("\r\n", "~").strip();
        done.setLength(0);
        return all;
    }

    LinkReceiver receiver() {
        return receiver;
    }

    /** From now on the link is one that has just been opened. */
    RecordedLink fresh() {
        reused = false;
        return this;
    }

    void writable(boolean now) {
        writable = now;
    }

    /** So much waits for the peer, which is behind until nothing does. */
    void unsent(long bytes) {
        unsentBytes = bytes;
        writable = bytes == 0;
    }

    @Override
    public long unsentBytes() {
        return unsentBytes;
    }

    @Override
    public EventExecutor executor() {
        return ImmediateEventExecutor.INSTANCE;
    }

    @Override
    public void receiver(LinkReceiver newReceiver) {
        receiver = newReceiver;
    }

    @Override
    public void write(ByteBuf bytes) {
        done.append(bytes.toString(StandardCharsets.ISO_8859_1)).append(' ');
        bytes.release();
    }

    @Override
    public void finish() {
        done.append("<finish> ");
    }

    @Override
    public void close() {
        done.append("<close> ");
    }

    @Override
    public void abort() {
        done.append("<abort> ");
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public void pauseReading() {
        done.append("<pause> ");
    }

    @Override
    public void resumeReading() {
        done.append("<resume> ");
    }

    @Override
    public boolean isReused() {
        return reused;
    }

    @Override
    public void endRequest() {
        done.append("<end> ");
    }

    @Override
    public void release(boolean reusable) {
        done.append("<release> ");
    }
}
