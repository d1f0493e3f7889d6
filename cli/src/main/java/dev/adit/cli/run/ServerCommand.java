// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import dev.adit.cli.ExitCode;
import dev.adit.cli.log.Console;
import dev.adit.cli.plan.ServerPlan;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** {@code adit server}: runs a server until a signal drains it. Confined to the thread that runs it. */
public final class ServerCommand {
    private final Console console;
    private final RunningServer.Starter starter;
    private final Consumer<Runnable> interrupts;
    private final FirstKey firstKey;

    ServerCommand(Console console, RunningServer.Starter starter, Consumer<Runnable> interrupts, FirstKey firstKey) {
        this.console = console;
        this.firstKey = firstKey;
        this.starter = starter;
        this.interrupts = interrupts;
    }

    /** Runs until the first signal and its drain. */
    ExitCode run(ServerPlan plan) {
        console.tellLostResults("stdout does not take the listeners' addresses: its disk is full, or nobody reads it;"
                + " the server runs on");
        plan.notices().forEach(console::notice);
        CountDownLatch stop = new CountDownLatch(1);
        interrupts.accept(stop::countDown);
        try (RunningServer server = starter.start(plan.server())) {
            // Made before the line that scripts wait for: who reads it finds the key in its place.
            Runnable announcement =
                    firstKey.make(plan.server(), server.addresses().getFirst());
            server.addresses().forEach(address -> console.result("listening on http://" + BoundAddress.text(address)));
            server.poolAddress().ifPresent(address -> console.result("pool on " + BoundAddress.text(address)));
            announcement.run();
            stop.await();
            console.notice("draining; a second signal ends at once");
            server.drain(plan.server().timeouts().session().drain());
            return ExitCode.OK;
        } catch (IOException e) {
            console.notice("the server cannot start: " + FileFault.told(e));
            return ExitCode.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED;
        }
    }
}
