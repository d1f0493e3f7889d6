// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The links of one event loop whose peer has ended its output and may still read. A reset that such a peer sends later is
 * told by no read, since all was read, and by no write when there is nothing to say; the state of the socket alone shows
 * it, so it is looked at twice a second. One instance per event loop thread; confined to it.
 *
 * <p>Only epoll's sockets show their state. On Java's selectors such a peer is found out by the next bytes for it.
 */
final class HalfClosed {
    private static final long LOOK_MILLIS = 500;
    /** TCP_CLOSE, which a socket that was closed in order reaches only after we have closed it too. */
    private static final int CLOSED = 7;

    private static final FastThreadLocal<HalfClosed> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected HalfClosed initialValue() {
            return new HalfClosed();
        }
    };

    private final Set<SocketLink> links = Collections.newSetFromMap(new IdentityHashMap<>());
    private final EpollTcpInfo info = new EpollTcpInfo();
    private boolean scheduled;

    private HalfClosed() {}

    /** Watches a link of this loop until {@link #forget}; it is told by {@link SocketLink#onPeerGone}. */
    static void watch(SocketLink link) {
        if (link.channel() instanceof EpollSocketChannel) {
            HalfClosed watch = OF_THREAD.get();
            watch.links.add(link);
            watch.schedule(link.executor());
        }
    }

    /** Watches it no more; on the loop on which it was watched. */
    static void forget(SocketLink link) {
        if (link.channel() instanceof EpollSocketChannel) {
            OF_THREAD.get().links.remove(link);
        }
    }

    private void schedule(EventExecutor loop) {
        if (!scheduled) {
            scheduled = true;
            loop.schedule(() -> look(loop), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look(EventExecutor loop) {
        scheduled = false;
        for (SocketLink link : List.copyOf(links)) {
            if (links.contains(link) && isClosed(link.channel())) {
                link.onPeerGone();
            }
        }
        if (!links.isEmpty()) {
            schedule(loop);
        }
    }

    private boolean isClosed(Channel channel) {
        try {
            return channel instanceof EpollSocketChannel socket
                    && socket.isOpen()
                    && socket.tcpInfo(info).state() == CLOSED;
        } catch (ChannelException ignored) {
            return false; // its state cannot be had; whatever is wrong shows elsewhere
        }
    }
}
