// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An owner of a stream that writes down what it hears. For one thread. */
final class RecordedStream implements StreamEvents {
    final StringBuilder text = new StringBuilder();
    final List<String> order = new ArrayList<>();
    int finished;
    int writable;

    @Nullable
    StreamEnd end;

    Runnable onBytes = () -> {};
    Runnable onWritable = () -> {};
    Runnable onReset = () -> {};

    @Override
    public void onBytes(ByteBuf bytes) {
        text.append(bytes.toString(StandardCharsets.ISO_8859_1));
        bytes.release();
        order.add("bytes");
        onBytes.run();
    }

    @Override
    public void onFinished() {
        finished++;
        order.add("finished");
    }

    @Override
    public void onReset(StreamEnd why) {
        if (end != null) {
            throw new AssertionError("reset twice: " + end + ", " + why);
        }
        end = why;
        order.add("reset");
        onReset.run();
    }

    @Override
    public void onWritable() {
        writable++;
        onWritable.run();
    }
}
