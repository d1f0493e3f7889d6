// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A session over a plain blocking socket: one reader thread, and one loop thread that owns the session. */
final class SocketCarrier implements SessionEvents, AutoCloseable {
    private static final int READS_AHEAD = 64;
    private static final int DRAIN_BYTES = 128 * 1024;

    final CompletableFuture<SessionEnd> ended = new CompletableFuture<>();
    final CompletableFuture<GoAwayCode> goAway = new CompletableFuture<>();
    private final ScheduledThreadPoolExecutor loop = new ScheduledThreadPoolExecutor(1);
    private final Semaphore readAhead = new Semaphore(READS_AHEAD);
    private final Socket socket;
    private final Session session;
    private final Function<Stream, StreamEvents> acceptor;
    private final FrameBatch batch = new FrameBatch(UnpooledByteBufAllocator.DEFAULT, 0);
    private final CompletableFuture<Boolean> readerEnded = new CompletableFuture<>();

    SocketCarrier(Socket socket, Role role, Function<Stream, StreamEvents> acceptor) {
        this.socket = socket;
        this.acceptor = acceptor;
        SessionRuntime runtime = new SessionRuntime(
                UnpooledByteBufAllocator.DEFAULT,
                System::nanoTime,
                this::after,
                new Random(7),
                new GrowthBudget(64L << 20));
        session = new Session(role, SessionConfig.DEFAULT, runtime, this);
    }

    void start() {
        loop.setRemoveOnCancelPolicy(true);
        loop.execute(session::start);
        new Thread(this::read, "interop-reader").start();
    }

    /** Does something with the session on its loop and waits for the answer. */
    <T> T on(Function<Session, T> action) {
        return CompletableFuture.supplyAsync(() -> action.apply(session), loop)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private Cancellable after(long nanos, Runnable task) {
        ScheduledFuture<?> timer = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }

    private void read() {
        byte[] bytes = new byte[64 * 1024];
        try (InputStream in = socket.getInputStream()) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                ByteBuf copy = Unpooled.copiedBuffer(bytes, 0, count);
                readAhead.acquireUninterruptibly();
                loop.execute(() -> {
                    readAhead.release();
                    session.receive(copy);
                });
            }
            lost("end of the socket");
        } catch (IOException gone) {
            lost(gone.toString());
        }
    }

    private void lost(String why) {
        loop.execute(() -> {
            session.carrierLost(why);
            readerEnded.complete(true);
        });
    }

    @Override
    public Optional<StreamEvents> onStream(Stream stream) {
        return Optional.of(acceptor.apply(stream));
    }

    @Override
    public void onPending() {
        loop.execute(this::drain);
    }

    private void drain() {
        session.drain(batch, DRAIN_BYTES);
        batch.forEachSegment(this::send);
        if (session.hasPending()) {
            loop.execute(this::drain);
        }
    }

    private void send(ByteBuf segment) {
        try {
            if (!socket.isClosed()) {
                segment.getBytes(segment.readerIndex(), socket.getOutputStream(), segment.readableBytes());
            }
        } catch (IOException gone) {
            session.carrierLost(gone.toString());
        } finally {
            segment.release();
        }
    }

    @Override
    public void onGoAway(GoAwayCode code) {
        goAway.complete(code);
    }

    @Override
    public void onClosed(SessionEnd end) {
        drain();
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        ended.complete(end);
    }

    @Override
    public void close() {
        loop.execute(session::close);
        ended.orTimeout(10, TimeUnit.SECONDS).join();
        readerEnded.orTimeout(10, TimeUnit.SECONDS).join();
        on(Session::hasPending);
        if (!loop.shutdownNow().isEmpty()) {
            throw new AssertionError("timers were left");
        }
    }
}
