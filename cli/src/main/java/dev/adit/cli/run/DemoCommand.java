// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import dev.adit.agent.AgentConfig;
import dev.adit.agent.AgentListener;
import dev.adit.agent.ServerAddress;
import dev.adit.agent.Target;
import dev.adit.agent.TunnelConfig;
import dev.adit.agent.TunnelReady;
import dev.adit.cli.ExitCode;
import dev.adit.cli.demo.DemoCheck;
import dev.adit.cli.demo.SampleApplication;
import dev.adit.cli.log.Console;
import dev.adit.cli.plan.DemoPlan;
import dev.adit.server.AccessConfig;
import dev.adit.server.EdgeConfig;
import dev.adit.server.ListenAddress;
import dev.adit.server.ServerConfig;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** {@code adit demo}: a server, an agent and the sample service in one process, on loopback. Confined to its thread. */
final class DemoCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int KEY_BYTES = 32;

    private final Console console;
    private final RunningServer.Starter servers;
    private final RunningAgent.Starter agents;
    private final Consumer<Runnable> interrupts;

    DemoCommand(
            Console console,
            RunningServer.Starter servers,
            RunningAgent.Starter agents,
            Consumer<Runnable> interrupts) {
        this.console = console;
        this.servers = servers;
        this.agents = agents;
        this.interrupts = interrupts;
    }

    /** Runs until a signal, or until the checks are through. */
    ExitCode run(DemoPlan plan) {
        try (Folder data = Folder.make();
                SampleApplication application = new SampleApplication()) {
            application.start();
            ServerConfig config = server(data.path());
            try (RunningServer server = servers.start(config)) {
                int port = server.addresses().getFirst().getPort();
                return serve(plan, agent(config, port, application.port()), server);
            }
        } catch (IOException e) {
            console.notice("the demo cannot start: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private ExitCode serve(DemoPlan plan, AgentConfig config, RunningServer server) {
        CountDownLatch stop = new CountDownLatch(1);
        interrupts.accept(stop::countDown);
        Ready ready = new Ready();
        RunningAgent agent = agents.start(config, ready);
        try {
            TunnelReady tunnel = ready.tunnel
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
            show(plan, tunnel);
            if (plan.check()) {
                return new DemoCheck(URI.create(tunnel.url()), console::result).run() ? ExitCode.OK : ExitCode.FAILED;
            }
            stop.await();
            return ExitCode.OK;
        } catch (CompletionException e) {
            console.notice("the demo's agent found no way to its server: " + e.getCause());
            return ExitCode.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED;
        } finally {
            agent.drain();
            server.drain(Duration.ofSeconds(plan.check() ? 0 : 2));
        }
    }

    private void show(DemoPlan plan, TunnelReady tunnel) {
        if (plan.json()) {
            console.result(AgentEvents.ready(tunnel, Optional.empty()));
            return;
        }
        console.result(tunnel.url() + "  ->  " + tunnel.target());
        console.notice("open it in a browser; Ctrl-C ends the demo");
    }

    private static ServerConfig server(Path data) {
        return ServerConfig.DEFAULT
                .withEdge(EdgeConfig.DEFAULT
                        .withListen(ListenAddress.of("127.0.0.1", 0))
                        .withDomain("localhost"))
                .withAccess(AccessConfig.DEFAULT.withBootstrapKey(key()))
                .withAdmin(Optional.empty())
                .withData(data);
    }

    private static AgentConfig agent(ServerConfig server, int port, int service) {
        Target target = Target.parse(TunnelKind.HTTP, "127.0.0.1:" + service);
        return AgentConfig.of(
                ServerAddress.parse("http://127.0.0.1:" + port),
                server.access().bootstrapKey(),
                List.of(TunnelConfig.of(TunnelKind.HTTP, target).withName(new TunnelName("demo"))));
    }

    private static Secret key() {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new Secret(HexFormat.of().formatHex(bytes));
    }

    /** Waits for the one tunnel. Thread-safe. */
    private static final class Ready implements AgentListener {
        final CompletableFuture<TunnelReady> tunnel = new CompletableFuture<>();

        @Override
        public void onReady(TunnelReady ready) {
            tunnel.complete(ready);
        }

        @Override
        public void onRefused(String name, String code, String message) {
            tunnel.completeExceptionally(new IOException(code + " " + message));
        }
    }

    /** The server's data folder, gone with the demo. */
    private record Folder(Path path) implements AutoCloseable {
        static Folder make() throws IOException {
            return new Folder(Files.createTempDirectory("adit-demo"));
        }

        @Override
        public void close() throws IOException {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
