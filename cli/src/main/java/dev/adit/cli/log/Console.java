// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.log;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The two streams of a run: results on stdout, everything else on stderr. Thread-safe.
 *
 * <p>One thread writes; callers only queue, so an event loop never waits for a terminal or a full pipe. Lines stay in
 * order. When the reader is too slow, lines that are marked as droppable are left out and counted; all others are
 * kept. Control characters never reach the terminal, whatever a peer or a file put into a message.
 */
public final class Console implements AutoCloseable {
    /** About a second of requests at full speed; beyond it a slow reader would only collect garbage. */
    private static final int DROP_ABOVE = 16_384;

    private static final long FLUSH_SECONDS = 2;

    private final PrintStream out;
    private final PrintStream err;
    private final BlockingQueue<Runnable> lines = new LinkedBlockingQueue<>();
    private final AtomicLong dropped = new AtomicLong();
    private volatile String lostResults = "";
    private final Thread writer =
            Thread.ofPlatform().daemon().name("adit-console").unstarted(this::write);

    public Console(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Starts the writing thread. */
    public Console start() {
        writer.start();
        return this;
    }

    /** One line of result. */
    public void result(String line) {
        lines.add(() -> out.println(visible(line)));
    }

    /** One line of result that may be left out when nobody reads fast enough. */
    public void droppableResult(Supplier<String> line) {
        if (lines.size() > DROP_ABOVE) {
            dropped.incrementAndGet();
            return;
        }
        lines.add(() -> out.println(visible(line.get())));
    }

    /** A text of several lines as a result. */
    public void page(String text) {
        lines.add(() -> out.print(text));
    }

    /** One line for people, marked as ours. */
    public void notice(String line) {
        log(() -> "adit: " + line);
    }

    /** One line of log; formed by the writing thread. */
    public void log(Supplier<String> line) {
        lines.add(() -> err.println(visible(line.get())));
    }

    /** A text of several lines for a defect. */
    public void trace(Throwable defect) {
        lines.add(() -> defect.printStackTrace(err));
    }

    /** Waits until everything queued so far is written, but not for ever on a full pipe. */
    public void flush() {
        CountDownLatch written = new CountDownLatch(1);
        lines.add(written::countDown);
        try {
            if (!written.await(FLUSH_SECONDS, TimeUnit.SECONDS)) {
                dropped.incrementAndGet();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether stdout took every result so far: a full disk or a closed pipe does not. */
    public boolean resultsWritten() {
        flush();
        return !out.checkError();
    }

    /** From now on a stdout that does not take a result is told of in this line, once. */
    public void tellLostResults(String line) {
        lostResults = line;
    }

    /** Writes what is queued and ends the writing thread. */
    @Override
    public void close() {
        flush();
        writer.interrupt();
    }

    private void write() {
        List<Runnable> batch = new ArrayList<>();
        try {
            while (true) {
                batch.add(lines.take());
                lines.drainTo(batch);
                batch.forEach(Runnable::run);
                batch.clear();
                tellDropped();
                out.flush();
                tellLost();
                err.flush();
            }
        } catch (InterruptedException ignored) {
            // close() asked for it; everything queued before is written.
        }
    }

    private void tellLost() {
        if (!lostResults.isEmpty() && out.checkError()) {
            err.println("adit: " + lostResults);
            lostResults = "";
        }
    }

    private void tellDropped() {
        long count = dropped.getAndSet(0);
        if (count > 0) {
            err.println("adit: " + count + " lines were left out, the output is read too slowly");
        }
    }

    /** Beside those of ASCII the C1 set is taken out, of which U+009B alone begins a command to a terminal. */
    private static String visible(String line) {
        return line.chars().noneMatch(Character::isISOControl) ? line : line.replaceAll("\\p{Cc}", "?");
    }
}
