// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Event loops that know every channel registered on them, so that a test can be told which it left open.
 *
 * <p>A test takes them as a parameter ({@link HouseWatch} closes and checks them after the test), or makes its own in a
 * try-with-resources statement, where {@link #close} fails when a channel is still open. Thread-safe.
 */
public final class Loops implements AutoCloseable {
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();
    private final Group group;

    private Loops(int threads, IoHandlerFactory transport) {
        this.group = new Group(threads, transport, open);
    }

    /** Loops on Java's own selectors. */
    public static Loops nio(int threads) {
        return new Loops(threads, NioIoHandler.newFactory());
    }

    /** Loops on the given transport, for tests that must hold on every one. */
    public static Loops of(int threads, IoHandlerFactory transport) {
        return new Loops(threads, transport);
    }

    /** The group, for bootstraps. */
    public IoEventLoopGroup group() {
        return group;
    }

    /** One of the loops. */
    public IoEventLoop loop() {
        return group.next();
    }

    /** A complaint per channel that is still open after a patient look. */
    public List<String> openChannels() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (!open.isEmpty() && System.nanoTime() < deadline) {
            Await.tick();
        }
        return open.stream().map(channel -> "channel left open: " + channel).toList();
    }

    /** Ends the loops, and with them their channels, without judging. */
    public void shutDown() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Override
    public void close() {
        List<String> complaints = openChannels();
        shutDown();
        if (!complaints.isEmpty()) {
            throw new AssertionError(String.join("\n", complaints));
        }
    }

    private static final class Group extends MultiThreadIoEventLoopGroup {
        private Group(int threads, IoHandlerFactory transport, Set<Channel> open) {
            super(threads, new ThreadPerTaskExecutor(new DefaultThreadFactory("test-loop")), transport, open);
        }

        @Override
        @SuppressWarnings("unchecked") // the constructor above is the only one that passes arguments on
        protected IoEventLoop newChild(Executor executor, IoHandlerFactory transport, Object... arguments) {
            return new Loop(this, executor, transport, (Set<Channel>) arguments[0]);
        }
    }

    private static final class Loop extends SingleThreadIoEventLoop {
        private final Set<Channel> open;

        private Loop(IoEventLoopGroup parent, Executor executor, IoHandlerFactory transport, Set<Channel> open) {
            super(parent, executor, transport);
            this.open = open;
        }

        @Override
        public ChannelFuture register(ChannelPromise promise) {
            Channel channel = promise.channel();
            open.add(channel);
            channel.closeFuture().addListener(closed -> open.remove(channel));
            return super.register(promise);
        }
    }
}
