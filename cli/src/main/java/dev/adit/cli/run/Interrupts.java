package dev.adit.cli.run;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import sun.misc.Signal;

/**
 * What signals do: the first SIGINT or SIGTERM asks the run to drain, a second one ends the process at once with 130 or
 * 143. SIGHUP is taken and does nothing yet, so that it does not end a server. Thread-safe.
 *
 * <p>A shutdown hook could not do this: after a hook the exit code is 143 whatever the run says (CL-08).
 */
final class Interrupts {
    private static final int SIGNAL_BASE = 128;

    private final Runnable first;
    private final IntConsumer halt;
    private final AtomicInteger count = new AtomicInteger();

    Interrupts(Runnable first, IntConsumer halt) {
        this.first = first;
        this.halt = halt;
    }

    /** Takes the signals of this process over. */
    @SuppressWarnings("sunapi") // There is no other way to a second signal or to an exit code of ours.
    void install() {
        Signal.handle(new Signal("INT"), signal -> onSignal(signal.getNumber()));
        Signal.handle(new Signal("TERM"), signal -> onSignal(signal.getNumber()));
        if (!System.getProperty("os.name", "").startsWith("Windows")) {
            Signal.handle(new Signal("HUP"), _ -> {});
        }
    }

    void onSignal(int number) {
        if (count.getAndIncrement() == 0) {
            Thread.ofVirtual().name("adit-drain").start(first);
        } else {
            halt.accept(SIGNAL_BASE + number);
        }
    }
}
