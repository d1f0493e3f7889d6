// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.yamux.PeerModel.Flow;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The owner of one stream of a {@link DrivenSession}: does anything, also from within its events. For one thread. */
final class StreamOwner implements StreamEvents {
    final Flow flow;
    private final DrivenSession driven;
    private boolean paused;
    private boolean silenced;

    @Nullable
    Stream stream;

    @Nullable
    private StreamEnd heard;

    StreamOwner(DrivenSession driven, Flow flow) {
        this.driven = driven;
        this.flow = flow;
    }

    private Stream stream() {
        return Objects.requireNonNull(stream);
    }

    /** Does one thing that an owner may do at any time. */
    void act() {
        switch (driven.choices.next(12)) {
            case 0, 1, 2 -> write(1 + driven.choices.next(256) * driven.choices.next(256));
            case 3, 4 -> finish();
            case 5, 6 -> pause();
            case 7, 8, 9 -> resume();
            case 10 -> abandon();
            default -> reset();
        }
    }

    private void write(int count) {
        if (!stream().isWritable() || flow.finishing || !flow.isLive()) {
            return;
        }
        String text = DrivenSession.pattern(flow.id, flow.written, count);
        flow.written += count;
        stream().write(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    private void finish() {
        flow.finishing |= flow.isLive();
        stream().finish();
    }

    private void pause() {
        paused = true;
        stream().pauseReading();
    }

    private void resume() {
        paused = false;
        stream().resumeReading();
    }

    private void abandon() {
        flow.abandoned = true;
        if (flow.peerFinished) {
            flow.told = true;
        }
        stream().abandon();
    }

    private void reset() {
        silenced = true;
        driven.model.reset(flow);
        stream().reset();
    }

    /** After the session's end: what is left is given back, as an owner who stays paused has to. */
    void letGo() {
        silenced = true;
        stream().reset();
    }

    /** Whatever the peer did to the stream, its owner has heard by now; FIN too, unless it waits for a paused one. */
    void checkTold(String shown) {
        assertTrue(flow.due == null || silenced || flow.due == heard, "not told " + flow.due + ": " + shown);
        boolean waits = paused || flow.abandoned || flow.gone || silenced;
        assertTrue(waits || flow.delivered == flow.received, "not delivered on " + flow.id + ": " + shown);
        assertTrue(waits || flow.told == flow.peerFinished, "not told of the end: " + shown);
    }

    private void maybeAct() {
        if (driven.choices.oneIn(10)) {
            act();
        } else if (driven.choices.oneIn(40)) {
            driven.open();
        } else if (driven.choices.oneIn(200)) {
            driven.close(driven.choices.oneIn(40));
        }
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        String text = DrivenSession.text(bytes);
        assertFalse(paused || flow.abandoned || silenced || heard != null, "bytes that nobody wants");
        assertEquals(DrivenSession.pattern(flow.id, flow.delivered, text.length()), text);
        flow.delivered += text.length();
        maybeAct();
    }

    @Override
    public void onFinished() {
        assertTrue(flow.peerFinished && !flow.told && !paused && !flow.abandoned && !silenced);
        assertEquals(flow.received, flow.delivered);
        flow.told = true;
        maybeAct();
    }

    @Override
    public void onReset(StreamEnd why) {
        assertTrue(heard == null && !silenced, "told twice: " + heard + ", " + why);
        heard = why;
        switch (why) {
            case SESSION_LOST -> assertTrue(driven.session.isEnded());
            case STALLED -> {
                assertTrue(paused && flow.undelivered() > 0);
                driven.model.stalled(flow);
            }
            case OPEN_REFUSED -> {
                boolean turnedAway = !flow.synSeen && (driven.model.leaving || driven.model.peerLeaving);
                assertTrue(turnedAway || flow.due == why);
                flow.gone = true;
            }
            default -> assertEquals(flow.due, why);
        }
        maybeAct();
    }

    @Override
    public void onWritable() {
        maybeAct();
    }
}
