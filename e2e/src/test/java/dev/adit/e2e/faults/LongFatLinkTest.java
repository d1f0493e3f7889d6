// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.e2e.Running;
import dev.adit.e2e.Stage;
import dev.adit.testkit.FaultProxy;
import dev.adit.testkit.LinkFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One stream over a link with a round trip of 50 ms between agent and server (Y-26): its window grows. */
@Timeout(120)
class LongFatLinkTest {
    private static final Duration ONE_WAY = Duration.ofMillis(25);
    /** What a window that stays at 256 KiB lets through: one in a round trip. */
    private static final double WINDOW_A_ROUND_TRIP = 262_144 / 0.05;

    private static final int STRETCH_BYTES = 4 << 20;
    private static final int STRETCHES = 40;

    @RegisterExtension
    private final Stage stage = new Stage();

    /** The best stretch shows the window, the others what else the machine had to do. */
    @Test
    void theWindowOfADownloadGrows() {
        try (Far far = new Far(stage)) {
            Speed speed = far.download(STRETCHES);
            note("down", speed);
            assertTrue(speed.best() > 3 * WINDOW_A_ROUND_TRIP, speed::toString);
        }
    }

    @Test
    void theWindowOfAnUploadGrows() {
        try (Far far = new Far(stage)) {
            Speed speed = far.upload(STRETCHES);
            note("up", speed);
            assertTrue(speed.best() > 3 * WINDOW_A_ROUND_TRIP, speed::toString);
        }
    }

    /** What the two above would see without growth. */
    @Test
    void aWindowThatMayNotGrowLetsLittleThrough() {
        try (Far far = new Far(stage, "--limit-window-bytes", "256KiB")) {
            Speed speed = far.download(4);
            assertTrue(speed.best() < 2 * WINDOW_A_ROUND_TRIP, speed::toString);
        }
    }

    /**
     * In bytes a second.
     *
     * @param best that of the best stretch
     * @param sustained that of the second half
     */
    private record Speed(double best, double sustained) {}

    private static void note(String direction, Speed speed) {
        Figures.note("one stream %s over a round trip of 50 ms: %.0f MB/s, in its best %d MiB %.0f"
                .formatted(direction, speed.sustained() / 1e6, STRETCH_BYTES >> 20, speed.best() / 1e6));
    }

    /** A service behind an agent behind a long link; its one visitor. */
    private static final class Far implements AutoCloseable {
        private final ServerSocket service;
        private final FaultProxy network;
        private final int port = Stage.freePort();

        Far(Stage stage, String... options) {
            String[] words = Stage.words(List.of("--tcp-ports", port + "-" + port), options);
            network = FaultProxy.start(stage.server(words).port());
            network.both(new LinkFault.Latency(ONE_WAY));
            try {
                service = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            Running agent = stage.agent(network.port(), "tcp", "127.0.0.1:" + service.getLocalPort());
            Stage.awaitUrl(agent);
        }

        Speed download(int stretches) {
            return measure(stretches, (visitor, local) -> visitor, (visitor, local) -> local);
        }

        Speed upload(int stretches) {
            return measure(stretches, (visitor, local) -> local, (visitor, local) -> visitor);
        }

        private interface Choice {
            Socket of(Socket visitor, Socket local);
        }

        private Speed measure(int stretches, Choice reader, Choice writer) {
            try (Socket visitor = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
                    Socket local = service.accept()) {
                OutputStream out = writer.of(visitor, local).getOutputStream();
                Thread sender = Thread.ofVirtual().start(() -> send(out, (long) stretches * STRETCH_BYTES));
                double best = 0;
                double secondHalf = 0;
                for (int i = 0; i < stretches; i++) {
                    double seconds = stretch(reader.of(visitor, local).getInputStream());
                    best = Math.max(best, STRETCH_BYTES / seconds);
                    secondHalf += i < stretches / 2 ? 0 : seconds;
                }
                sender.join();
                return new Speed(best, (double) (stretches - stretches / 2) * STRETCH_BYTES / secondHalf);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError(interrupted);
            }
        }

        private static void send(OutputStream out, long bytes) {
            try {
                Bulk.write(out, bytes);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        /** How many seconds the next bytes took. */
        private static double stretch(InputStream in) throws IOException {
            long begun = System.nanoTime();
            Bulk.read(in, STRETCH_BYTES);
            return (System.nanoTime() - begun) / 1e9;
        }

        @Override
        public void close() {
            try {
                service.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } finally {
                network.close();
            }
        }
    }
}
