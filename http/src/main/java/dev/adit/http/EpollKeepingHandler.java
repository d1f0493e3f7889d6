// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;

/**
 * Epoll whose sockets stay registered while they wait for nothing. Confined to its event loop.
 *
 * <p>Netty 4.2.18 takes a socket out of epoll once no event is asked for, as behind the peer's end of output, but later
 * changes its registration as if it were still there: the next write that cannot go out at once fails with ENOENT and
 * the rest of the answer is lost. Edge-triggered mode without an event keeps it in; a reset is then still told.
 *
 * <p>The end of the peer's output is learned by reading alone: told of it as an event of its own (EPOLLRDHUP), Netty reads
 * all that the kernel holds, megabytes at times, whether reading is paused or not. A reset is what that is right for,
 * since it stands behind those bytes and ends everything.
 */
record EpollKeepingHandler(IoHandler epoll) implements IoHandler {
    static IoHandlerFactory newFactory() {
        IoHandlerFactory factory = EpollIoHandler.newFactory();
        return executor -> new EpollKeepingHandler(factory.newHandler(executor));
    }

    @Override
    public void initialize() {
        epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return epoll.run(context);
    }

    @Override
    public void prepareToDestroy() {
        epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
        epoll.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return new Kept(epoll.register(handle instanceof EpollIoHandle socket ? new Told(socket) : handle));
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return epoll.isCompatible(handleType);
    }

    /** What hears of a socket's events, and of a reset as if the end of the peer's output had been asked for. */
    @SuppressWarnings("try") // close() throws whatever Netty's own signature allows.
    private record Told(EpollIoHandle socket) implements EpollIoHandle {
        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            boolean reset = event instanceof EpollIoEvent epoll && epoll.ops().contains(EpollIoOps.EPOLLERR);
            socket.handle(registration, reset ? Reset.INSTANCE : event);
        }

        @Override
        public FileDescriptor fd() {
            return socket.fd();
        }

        @Override
        public void registered() {
            socket.registered();
        }

        @Override
        public void unregistered() {
            socket.unregistered();
        }

        @Override
        public void close() throws Exception {
            socket.close();
        }
    }

    /** A socket that failed: its peer has reset it, or a connection could not be made. */
    private enum Reset implements EpollIoEvent {
        INSTANCE;

        private static final EpollIoOps OPS = EpollIoOps.EPOLLERR.with(EpollIoOps.EPOLLRDHUP);

        @Override
        public EpollIoOps ops() {
            return OPS;
        }
    }

    /** A registration that never asks for nothing at all, nor for the peer's end. */
    private record Kept(IoRegistration registration) implements IoRegistration {
        // Netty's own signature.
        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals")
        public <T> T attachment() {
            return registration.attachment();
        }

        @Override
        public long submit(IoOps ops) {
            return registration.submit(ops instanceof EpollIoOps epoll ? kept(epoll) : ops);
        }

        private static EpollIoOps kept(EpollIoOps ops) {
            EpollIoOps wanted = ops.without(EpollIoOps.EPOLLRDHUP);
            return EpollIoOps.NONE.equals(wanted) ? EpollIoOps.EPOLLET : wanted;
        }

        @Override
        public boolean isValid() {
            return registration.isValid();
        }

        @Override
        public boolean cancel() {
            return registration.cancel();
        }
    }
}
