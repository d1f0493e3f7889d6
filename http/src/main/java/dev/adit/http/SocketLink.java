// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;

/**
 * The link over a socket, as the last handler of its channel. Confined to the channel's event loop.
 *
 * <p>Half-closed sockets are ordinary here: the end of the peer's output is {@link LinkReceiver#onFinished} and ours
 * goes on. A failed write alone does not end the link, since an answer may still wait to be read (a service that
 * refuses an upload early): the link breaks once that has been delivered.
 */
public final class SocketLink extends ChannelInboundHandlerAdapter implements Link {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(SocketLink.class);

    private final Channel channel;
    private final SocketOutput output;
    private final SocketInput input;
    private boolean watched;
    private boolean ended;

    /** Makes the link; the caller adds it to the channel's pipeline. */
    public SocketLink(Channel channel) {
        this.channel = channel;
        input = new SocketInput(channel, this);
        output = new SocketOutput(channel);
    }

    /** Sets the options that every channel below a link needs, before it is registered. */
    public static void configure(Channel channel) {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.config().setOption(ChannelOption.AUTO_CLOSE, false);
        // A turn's bytes leave together already; waiting for an acknowledgement on top costs 40 ms each time.
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    }

    /** The channel below. */
    public Channel channel() {
        return channel;
    }

    @Override
    public EventExecutor executor() {
        return channel.eventLoop();
    }

    /** The first receiver also hears at once what came before it: a socket may be read as soon as it is registered. */
    @Override
    public void receiver(LinkReceiver newReceiver) {
        input.receiver(newReceiver);
    }

    @Override
    public void write(ByteBuf bytes) {
        if (ended) {
            bytes.release();
        } else {
            output.write(bytes);
        }
    }

    @Override
    public void finish() {
        if (ended || !output.isOpen()) {
            return;
        }
        if (input.isFinishDelivered()) {
            close();
        } else {
            output.finish();
        }
    }

    @Override
    public void close() {
        if (!ended) {
            end();
            output.close();
        }
    }

    @Override
    public void abort() {
        if (!ended) {
            end();
            output.drop();
            if (channel.isOpen()) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            channel.close();
        }
    }

    private void end() {
        ended = true;
        input.drop();
        unwatch();
    }

    boolean isEnded() {
        return ended;
    }

    private void watch() {
        watched = true;
        HalfClosed.watch(this);
    }

    private void unwatch() {
        if (watched) {
            watched = false;
            HalfClosed.forget(this);
        }
    }

    /** The peer, who had ended its output, is gone without a word. */
    void onPeerGone() {
        breakOff("the connection was reset");
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public long unsentBytes() {
        return output.unsentBytes();
    }

    @Override
    public void pauseReading() {
        input.pause();
    }

    @Override
    public void resumeReading() {
        input.resume();
    }

    /** All that the peer sent was delivered. */
    void onInputFinished() {
        if (output.isLost()) {
            breakOff("the connection was reset");
            return;
        }
        if (output.isFinished()) {
            output.close();
        } else {
            watch();
        }
        input.receiver().onFinished();
    }

    /** Gives the channel away: the link is out of its pipeline and hears nothing more. */
    public Channel detach() {
        output.handOver();
        end();
        channel.pipeline().remove(this);
        return channel;
    }

    /**
     * Moves the channel to another event loop, after everything written has left: the first task is the last thing
     * that runs on the present loop, the second runs on the new one. When the channel dies on the way, its receiver is
     * told.
     *
     * <p>Reading is off meanwhile, and two turns pass before the channel leaves: epoll queues a further read when a
     * socket has more to give, and such a read would run here while the new loop reads too, and bytes change places.
     */
    public void moveTo(EventLoop loop, Runnable leaving, Runnable moved) {
        EventLoop old = channel.eventLoop();
        channel.config().setAutoRead(false);
        output.flushAll()
                .addListener(flushed -> old.execute(() -> old.execute(() -> {
                    if (!ended) {
                        leaving.run();
                        leave(loop, moved);
                    }
                })));
    }

    private void leave(EventLoop loop, Runnable moved) {
        boolean watchedHere = watched;
        unwatch();
        channel.deregister()
                .addListener(off -> loop.register(channel).addListener(on -> {
                    if (on.isSuccess()) {
                        if (watchedHere && !ended) {
                            watch();
                        }
                        arrived(moved);
                        channel.config().setAutoRead(!input.isPaused());
                    } else {
                        channel.close();
                        loop.execute(() -> broke("the connection was lost while it moved"));
                    }
                }));
    }

    /** A failure in a listener of Netty's would be logged and the connection left as it is, for ever. */
    private void arrived(Runnable moved) {
        try {
            moved.run();
        } catch (RuntimeException defect) {
            channel.pipeline().fireExceptionCaught(defect);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        output.connected();
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        input.onBytes((ByteBuf) message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            input.onFinished();
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable() && !ended) {
            input.receiver().onWritable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof ChannelOutputShutdownException && !input.isPaused()) {
            output.lost();
            if (!input.isFinishDelivered()) {
                return;
            }
            // All was read and nothing more can be written: nobody is there.
        }
        if (!(cause instanceof IOException || cause.getCause() instanceof IOException)) {
            // Whatever is not the network's doing is a fault of ours: told once here, and the connection ends.
            LOGGER.error("a connection ends for an unexpected failure", cause);
        }
        breakOff("the connection broke: " + NetworkFault.told(cause));
    }

    private void breakOff(String why) {
        broke(why);
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (output.isShutDown()) {
            input.onFinished(); // a break is told as an exception before
        } else if (!(input.isFinished() && output.isFinished())) {
            broke("the connection was closed");
        }
        context.fireChannelInactive();
    }

    private void broke(String why) {
        if (ended) {
            return;
        }
        LinkFailure failure = new LinkFailure(ErrorCode.SERVICE_RESET, why);
        LinkReceiver listened = input.receiver();
        end();
        output.drop();
        input.fail(listened, failure);
    }
}
