// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One connection through a {@link FaultProxy}: two sockets and a virtual thread for each direction. Thread-safe. */
final class ProxiedLink {
    private static final int PIECE_BYTES = 64 * 1024;
    /** A throttled link moves this many pieces a second. */
    private static final int TICKS = 50;

    private static final LinkFault BLACK_HOLE = new LinkFault.BlackHole();

    private final Socket near;
    private final Socket far;
    private final Supplier<LinkFault> up;
    private final Supplier<LinkFault> down;
    private final Consumer<ProxiedLink> over;
    private final int pieceBytes;
    private final AtomicInteger flowing = new AtomicInteger(2);
    private volatile boolean abandoned;

    ProxiedLink(
            Socket near,
            Socket far,
            Supplier<LinkFault> up,
            Supplier<LinkFault> down,
            int bufferBytes,
            Consumer<ProxiedLink> over) {
        this.near = near;
        this.far = far;
        this.up = () -> abandoned ? BLACK_HOLE : up.get();
        this.down = () -> abandoned ? BLACK_HOLE : down.get();
        this.pieceBytes = bufferBytes > 0 ? bufferBytes : PIECE_BYTES;
        this.over = over;
    }

    /** Connects to the target, then relays; a target that is not there is a reset to who came. */
    void start(InetSocketAddress target) {
        Thread.ofVirtual().start(() -> {
            try {
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                if (pieceBytes < PIECE_BYTES) {
                    far.setReceiveBufferSize(pieceBytes);
                }
                far.connect(target);
            } catch (IOException unreachable) {
                reset();
                return;
            }
            Thread.ofVirtual().start(() -> pump(far, near, down));
            pump(near, far, up);
        });
    }

    void abandon() {
        abandoned = true;
    }

    void close() {
        end(false);
    }

    void reset() {
        end(true);
    }

    private void end(boolean abruptly) {
        for (Socket socket : new Socket[] {near, far}) {
            try {
                if (abruptly) {
                    socket.setSoLinger(true, 0);
                }
                socket.close();
            } catch (IOException ignored) {
                // It is closed: what was wanted.
            }
        }
        over.accept(this);
    }

    private void pump(Socket from, Socket to, Supplier<LinkFault> fault) {
        byte[] piece = new byte[pieceBytes];
        DelayLine line = new DelayLine(to, this::directionEnded, this::reset);
        try {
            int count;
            do {
                count = from.getInputStream().read(piece);
            } while (pass(piece, count, to, line, holding(from, fault)));
            if (!line.isUsed()) {
                directionEnded();
            }
        } catch (IOException broken) {
            line.stop();
            if (!(fault.get() instanceof LinkFault.BlackHole)) {
                reset();
            }
        }
    }

    /**
     * What happens to what was just read. A stall is waited out here and not in front of the read: that one may be under
     * way when the fault is set, and then a piece more would pass, or not, as the threads happen to run.
     */
    private static LinkFault holding(Socket from, Supplier<LinkFault> fault) {
        LinkFault now = fault.get();
        while (now instanceof LinkFault.Stall && !from.isClosed()) {
            Await.tick();
            now = fault.get();
        }
        return now;
    }

    private void directionEnded() {
        if (flowing.decrementAndGet() == 0) {
            close();
        }
    }

    /** Whether there is more to come. */
    private static boolean pass(byte[] piece, int count, Socket to, DelayLine line, LinkFault fault)
            throws IOException {
        if (fault instanceof LinkFault.BlackHole) {
            return count >= 0;
        }
        if (fault instanceof LinkFault.Latency(Duration time)) {
            return line.put(piece, count, time);
        }
        if (line.isUsed()) {
            return line.put(piece, count, Duration.ZERO);
        }
        if (count < 0) {
            to.shutdownOutput();
            return false;
        }
        deliver(piece, count, to, fault);
        return true;
    }

    private static void deliver(byte[] piece, int count, Socket to, LinkFault fault) throws IOException {
        OutputStream out = to.getOutputStream();
        switch (fault) {
            case LinkFault.None _, LinkFault.Stall _, LinkFault.Latency _ -> out.write(piece, 0, count);
            case LinkFault.BlackHole() -> {}
            case LinkFault.Cut() -> cut(to);
            case LinkFault.Delay(Duration time) -> {
                Await.due(System.nanoTime() + time.toNanos());
                out.write(piece, 0, count);
            }
            case LinkFault.Throttle(long rate) -> slowly(piece, count, out, rate);
            case LinkFault.SingleBytes() -> {
                for (int i = 0; i < count; i++) {
                    out.write(piece, i, 1);
                }
            }
        }
    }

    private static void cut(Socket to) throws IOException {
        if (!to.isOutputShutdown()) {
            to.shutdownOutput();
        }
    }

    private static void slowly(byte[] piece, int count, OutputStream out, long bytesPerSecond) throws IOException {
        int step = Math.clamp(bytesPerSecond / TICKS, 1, PIECE_BYTES);
        for (int sent = 0; sent < count; sent += step) {
            int now = Math.min(step, count - sent);
            out.write(piece, sent, now);
            Await.due(System.nanoTime() + now * Duration.ofSeconds(1).toNanos() / bytesPerSecond);
        }
    }
}
