// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.http.Clock;
import dev.adit.yamux.GrowthBudget;
import dev.adit.yamux.SessionConfig;
import dev.adit.yamux.SessionEnd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CW-03 to CW-08 as a peer sees them, frame by frame. */
class WebSocketCarrierTest {
    /** A binary frame with a mask of zeros, so that its payload can be read. */
    private static final String MASKED_EMPTY = "828000000000";

    private final RecordedCarrier heard = new RecordedCarrier(stream -> Optional.empty());
    private final WebSocketCarrier carrier = new WebSocketCarrier(CarrierSide.SERVER, sessions(), heard);
    private final EmbeddedChannel channel = new EmbeddedChannel(carrier);

    @AfterEach
    void closeChannel() {
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @CsvSource({
        "c28000000000, 03ea", // CW-03
        "8200, 03ea", // CW-04
        "818000000000, 03eb", // CW-05
        "82ff000000000100000100000000, 03f1",
        "808000000000, 03ea", // CW-06
        "838000000000, 03ea",
        "098000000000, 03ea",
    })
    void aFrameThatBreaksTheRulesFailsTheSessionAndIsAnsweredWithItsCode(String frame, String code) {
        readFrames();
        receive(frame);
        assertEquals(List.of("8802" + code), readFrames());
        assertEquals(SessionEnd.Cause.PEER_VIOLATION, heard.onlyEnd().cause());
    }

    @Test
    void aClosedCarrierWaitsASecondForThePeerAndThenEnds() {
        carrier.close();
        assertTrue(channel.isOpen());
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertFalse(channel.isOpen());
    }

    @Test
    void aPoliteEndIsGoAwayThenClose1000() {
        readFrames();
        carrier.close();
        assertEquals(List.of("820c" + "000300000000000000000000", "880203e8"), readFrames());
        assertEquals(SessionEnd.Cause.CLOSED, heard.onlyEnd().cause());
    }

    @Test
    void aProcessThatGoesAwaySays1001() {
        readFrames();
        carrier.closeGoingAway();
        assertEquals("880203e9", readFrames().getLast());
    }

    @Test
    void aYamuxViolationIsGoAway1ThenClose1002() {
        readFrames();
        receive("828c00000000" + "010000000000000000000000");
        assertEquals(List.of("820c" + "000300000000000000000001", "880203ea"), readFrames());
        assertEquals(SessionEnd.Cause.PEER_VIOLATION, heard.onlyEnd().cause());
    }

    @Test
    void aCloseOfThePeerIsAnsweredAndTheConnectionEnds() {
        readFrames();
        receive("88820000000003e8");
        channel.runPendingTasks();
        assertEquals(List.of("880203e8"), readFrames());
        assertFalse(channel.isOpen());
        assertTrue(heard.onlyEnd().detail().contains("1000"));
        assertEquals(SessionEnd.Cause.CLOSED_BY_PEER, heard.onlyEnd().cause());
    }

    @ParameterizedTest
    @CsvSource({
        "88820000000003e9, CLOSED_BY_PEER",
        "888000000000,     CLOSED_BY_PEER",
        "88820000000003ea, CARRIER_LOST",
        "88820000000003f3, CARRIER_LOST",
    })
    void aCloseIsAnOrderlyEndUnlessItComplains(String frame, SessionEnd.Cause cause) {
        receive(frame);
        assertEquals(cause, heard.onlyEnd().cause());
    }

    @Test
    void anAbruptEndFailsTheSessionAtOnce() {
        receive(MASKED_EMPTY.substring(0, 6));
        channel.close();
        assertEquals(SessionEnd.Cause.CARRIER_LOST, heard.onlyEnd().cause());
    }

    @Test
    void pingsAreAnsweredAndAFloodWithTheNewestOnly() {
        readFrames();
        channel.writeInbound(hex("898100000000aa" + "898100000000bb"));
        channel.runPendingTasks();
        assertEquals(List.of("8a01bb"), readFrames());
    }

    @Test
    void allThatATurnWroteIsOneFrame() {
        readFrames();
        StreamLink first = StreamLink.open(carrier.session(), channel.eventLoop());
        StreamLink second = StreamLink.open(carrier.session(), channel.eventLoop());
        first.write(hex("aa"));
        second.write(hex("bb"));
        channel.runPendingTasks();
        List<String> frames = readFrames();
        assertEquals(1, frames.size(), frames.toString());
        assertTrue(frames.getFirst().contains("0000000200000001aa"), frames.toString());
        assertTrue(frames.getFirst().contains("0000000400000001bb"), frames.toString());
    }

    @Test
    void nothingIsTakenFromTheSessionWhileTheChannelIsNotWritable() {
        readFrames();
        StreamLink stream = StreamLink.open(carrier.session(), channel.eventLoop());
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        stream.write(hex("aa"));
        channel.runPendingTasks();
        assertEquals(List.of(), readFrames());
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        channel.runPendingTasks();
        assertEquals(1, readFrames().size());
    }

    @Test
    void anAgentsFramesAreMaskedAndItsPeersMustNotBe() {
        WebSocketCarrier agent = new WebSocketCarrier(CarrierSide.AGENT, sessions(), heard);
        EmbeddedChannel agentChannel = new EmbeddedChannel(agent);
        agentChannel.runPendingTasks();
        ByteBuf first = agentChannel.readOutbound();
        assertEquals(0x80, first.getByte(first.readerIndex() + 1) & 0x80);
        first.release();
        agentChannel.writeInbound(hex(MASKED_EMPTY));
        assertEquals(SessionEnd.Cause.PEER_VIOLATION, heard.onlyEnd().cause());
        agentChannel.finishAndReleaseAll();
    }

    private void receive(String hex) {
        channel.writeInbound(hex(hex));
        channel.runPendingTasks();
    }

    /** Everything sent, cut into frames. */
    private List<String> readFrames() {
        channel.runPendingTasks();
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
            all.writeBytes(sent);
            sent.release();
        }
        List<String> frames = new ArrayList<>();
        while (all.isReadable()) {
            int length = all.getByte(all.readerIndex() + 1);
            frames.add(ByteBufUtil.hexDump(all.readSlice(2 + length)));
        }
        return frames;
    }

    private static Sessions sessions() {
        return new Sessions(SessionConfig.DEFAULT, Clock.SYSTEM, new SecureRandom(), new GrowthBudget(0));
    }

    private static ByteBuf hex(String text) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(text));
    }
}
