// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adit.http.Clock;
import dev.adit.http.LinkFailure;
import dev.adit.http.LinkReceiver;
import dev.adit.yamux.GoAwayCode;
import dev.adit.yamux.GrowthBudget;
import dev.adit.yamux.SessionConfig;
import dev.adit.yamux.SessionEnd;
import dev.adit.yamux.Stream;
import dev.adit.yamux.StreamEvents;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream as a link: order and silence around pushed-back bytes, pauses and ends. */
class StreamLinkTest implements WebSocketCarrier.Events {
    /** A yamux frame of stream 1 in a WebSocket frame masked with zeros. */
    private static final String SYN_DATA_FIN = "829100000000" + "0000" + "0005" + "00000001" + "00000005";

    private static final String RESET = "828c00000000" + "0000" + "0008" + "00000001" + "00000000";

    private final StringBuilder heard = new StringBuilder();
    private final WebSocketCarrier carrier = new WebSocketCarrier(
            CarrierSide.SERVER,
            new Sessions(SessionConfig.DEFAULT, Clock.SYSTEM, new SecureRandom(), new GrowthBudget(0)),
            this);
    private final EmbeddedChannel channel = new EmbeddedChannel(carrier);
    private @Nullable StreamLink link;
    private boolean takesTwoBytes;
    private boolean pausesThen;

    @AfterEach
    void closeChannel() {
        channel.finishAndReleaseAll();
    }

    @Test
    void bytesAndTheEndArriveInOrder() {
        receive(SYN_DATA_FIN + "68656c6c6f");
        assertEquals("hello.", heard.toString());
    }

    @Test
    void unreadBytesGoToTheNextReceiverBeforeTheEnd() {
        takesTwoBytes = true;
        receive(SYN_DATA_FIN + "68656c6c6f");
        assertEquals("he|llo.", heard.toString());
    }

    @Test
    void unreadBytesWaitWhileTheNextReceiverPauses() {
        takesTwoBytes = true;
        pausesThen = true;
        receive(SYN_DATA_FIN + "68656c6c6f");
        assertEquals("he|", heard.toString());
        link().resumeReading();
        assertEquals("he|llo.", heard.toString());
    }

    @Test
    void aResetDropsUnreadBytesAndIsToldOnce() {
        takesTwoBytes = true;
        pausesThen = true;
        receive("829100000000" + "0000" + "0001" + "00000001" + "00000005" + "68656c6c6f");
        receive(RESET);
        receive(RESET);
        assertEquals("he|!ADIT-502-RESET", heard.toString());
    }

    @Test
    void nothingIsHeardAfterAbort() {
        receive("829100000000" + "0000" + "0001" + "00000001" + "00000005" + "68656c6c6f");
        link().abort();
        receive("828100000000".replace("81", "8d") + "0000" + "0000" + "00000001" + "00000001" + "21");
        channel.close();
        assertEquals("hello", heard.toString());
    }

    @Test
    void theSessionsEndIsALostAgent() {
        receive("829100000000" + "0000" + "0001" + "00000001" + "00000005" + "68656c6c6f");
        channel.close();
        assertEquals("hello!ADIT-502-AGENT", heard.toString());
    }

    private StreamLink link() {
        if (link == null) {
            throw new AssertionError("no stream");
        }
        return link;
    }

    private void receive(String hex) {
        channel.writeInbound(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
        channel.runPendingTasks();
    }

    @Override
    public Optional<StreamEvents> onStream(Stream stream) {
        StreamLink accepted = StreamLink.accept(stream, channel.eventLoop());
        link = accepted;
        accepted.receiver(takesTwoBytes ? new TwoBytes() : new Last());
        return Optional.of(accepted);
    }

    @Override
    public void onGoAway(GoAwayCode code) {
        // Not asked for here.
    }

    @Override
    public void onClosed(SessionEnd end) {
        // Not asked for here.
    }

    @Override
    public void onDefect(Throwable defect) {
        throw new AssertionError(defect);
    }

    /** Takes two bytes, then hands the link on, as a preamble's reader does. */
    private final class TwoBytes extends Last {
        @Override
        public void onBytes(ByteBuf bytes) {
            heard.append(bytes.readCharSequence(2, US_ASCII)).append('|');
            link().receiver(new Last());
            if (pausesThen) {
                link().pauseReading();
            }
            link().unread(bytes);
        }
    }

    private class Last implements LinkReceiver {
        @Override
        public void onBytes(ByteBuf bytes) {
            heard.append(bytes.toString(US_ASCII));
            bytes.release();
        }

        @Override
        public void onFinished() {
            heard.append('.');
        }

        @Override
        public void onAborted(LinkFailure failure) {
            heard.append('!').append(failure.code().code());
        }

        @Override
        public void onWritable() {
            // Nothing is written.
        }
    }
}
