// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A link over a socket tells everything in order, once, and only to whom it concerns. */
final class SocketLinkTest {
    /** Writes down what it hears. */
    private static final class Hearing implements LinkReceiver {
        private final StringBuilder heard = new StringBuilder();

        @Override
        public void onBytes(ByteBuf bytes) {
            heard.append(bytes.toString(StandardCharsets.ISO_8859_1)).append(' ');
            bytes.release();
        }

        @Override
        public void onFinished() {
            heard.append("finished ");
        }

        @Override
        public void onAborted(LinkFailure failure) {
            heard.append("aborted ");
        }

        @Override
        public void onWritable() {
            heard.append("writable ");
        }
    }

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final SocketLink link = new SocketLink(channel);
    private final Hearing hearing = new Hearing();

    private void arrives(String text) {
        channel.pipeline().fireChannelRead(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    private void peerEnds() {
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }

    private void expectHeard(String expected) {
        assertEquals(expected, hearing.heard.toString().strip());
        hearing.heard.setLength(0);
    }

    private void begin() {
        channel.pipeline().addLast(link);
    }

    /** A registered socket may be read before the one who registered it has named a receiver. */
    @Test
    void firstReceiverHearsWhatCameBeforeIt() {
        begin();
        arrives("early");
        peerEnds();
        link.receiver(hearing);
        expectHeard("early finished");
        link.close();
    }

    @Test
    void firstReceiverHearsOfABreakBeforeIt() {
        begin();
        arrives("early");
        channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
        link.receiver(hearing);
        expectHeard("aborted");
    }

    @Test
    void nothingIsDeliveredWhilePaused() {
        begin();
        link.receiver(hearing);
        link.pauseReading();
        arrives("a");
        arrives("b");
        peerEnds();
        expectHeard("");
        link.resumeReading();
        expectHeard("a b finished");
        link.close();
    }

    /** Our own end must not throw away what the peer sent before its end. */
    @Test
    void heldBytesSurviveAFinish() {
        begin();
        link.receiver(hearing);
        link.pauseReading();
        arrives("held");
        peerEnds();
        link.finish();
        channel.runPendingTasks();
        link.resumeReading();
        expectHeard("held finished");
        channel.runPendingTasks();
        assertTrue(!channel.isOpen(), "both directions have ended");
    }

    /** After our end, the peer's ends the connection, which is no break; what it sent before is still read. */
    @Test
    void theEndOfAConnectionAfterOurFinishIsAFinish() {
        begin();
        link.receiver(hearing);
        link.finish();
        channel.runPendingTasks();
        link.pauseReading();
        arrives("held");
        channel.close();
        expectHeard("");
        link.resumeReading();
        expectHeard("held finished");
    }

    @Test
    void theEndOfAConnectionBeforeOurFinishIsABreak() {
        begin();
        link.receiver(hearing);
        channel.close();
        expectHeard("aborted");
    }

    /** PE-43: what had arrived when a write failed is delivered, then the link breaks. */
    @Test
    void failedWriteDoesNotDestroyAnAnswer() {
        begin();
        link.receiver(hearing);
        channel.pipeline().fireExceptionCaught(new ChannelOutputShutdownException("output shut down"));
        expectHeard("");
        arrives("answer");
        peerEnds();
        expectHeard("answer aborted");
        assertTrue(!channel.isOpen());
    }

    @Test
    void nothingIsToldAfterAnAbort() {
        begin();
        link.receiver(hearing);
        link.abort();
        arrives("late");
        expectHeard("");
        link.write(Unpooled.copiedBuffer("late", StandardCharsets.ISO_8859_1));
    }
}
