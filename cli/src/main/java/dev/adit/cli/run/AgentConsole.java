// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import dev.adit.agent.AgentListener;
import dev.adit.agent.RequestRecord;
import dev.adit.agent.ServerAddress;
import dev.adit.agent.Target;
import dev.adit.agent.TunnelReady;
import dev.adit.cli.log.AgentLog;
import dev.adit.cli.log.Console;
import dev.adit.cli.option.LogLevel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells the user what the agent does: the ready line or JSON events on stdout, everything else as log lines on stderr.
 * Confined to the agent's event loop; nothing blocks.
 */
final class AgentConsole implements AgentListener {
    private static final int SSH_PORT = 22;
    /** The server names it; nothing that a shell would read in its own way may come into the line. */
    private static final Pattern TCP_URL = Pattern.compile("tcp://\\[?([0-9A-Za-z.:-]+?)]?:([0-9]{1,5})");

    private final Console console;
    private final AgentLog log;
    private final boolean json;
    private final DownService downService;

    /** Ready lines shown so far: after a reconnect the same line would be noise. */
    private final Set<String> shown = new HashSet<>();

    AgentConsole(Console console, AgentLog log, boolean json, DownService downService) {
        this.console = console;
        this.log = log;
        this.json = json;
        this.downService = downService;
    }

    @Override
    public void onConnecting(ServerAddress server) {
        log.log(LogLevel.DEBUG, "dialling " + server);
    }

    @Override
    public void onSlowStep(String step, Duration sofar) {
        log.log(LogLevel.INFO, step + " takes long: " + seconds(sofar) + " so far");
    }

    /** What to type on another machine, for a tunnel that leads to a port where sshd listens. */
    private static Optional<String> sshLine(TunnelReady tunnel) {
        boolean ssh = tunnel.target() instanceof Target.Address service
                && service.scheme() == Target.Scheme.TCP
                && service.port() == SSH_PORT;
        Matcher url = TCP_URL.matcher(tunnel.url());
        return ssh && url.matches()
                ? Optional.of("log in with: ssh -p " + url.group(2) + " user@" + url.group(1))
                : Optional.empty();
    }

    @Override
    public void onReady(TunnelReady tunnel) {
        String line = tunnel.url() + "  ->  " + tunnel.target();
        if (json) {
            console.result(AgentEvents.ready(tunnel, Optional.empty()));
        } else if (shown.add(line)) {
            console.result(line);
            sshLine(tunnel).ifPresent(console::notice);
        } else {
            log.log(LogLevel.INFO, "connected again: " + line);
        }
        downService.probe(tunnel.target());
    }

    @Override
    public boolean hearsRequests() {
        return json || log.isEnabled(LogLevel.DEBUG);
    }

    @Override
    public void onRequest(RequestRecord request) {
        if (json) {
            console.droppableResult(() -> AgentEvents.request(request));
        } else if (log.isEnabled(LogLevel.DEBUG)) {
            log.log(
                    LogLevel.DEBUG,
                    request.method() + " " + request.path() + " " + request.status() + " "
                            + request.duration().toMillis() + " ms");
        }
    }

    @Override
    public void onDisconnected(String reason, Duration retryIn) {
        if (json) {
            console.result(AgentEvents.disconnected(reason, retryIn));
        }
        log.log(LogLevel.WARN, "no session: " + reason + "; dialling again in " + seconds(retryIn));
    }

    @Override
    public void onRefused(String tunnel, String code, String message) {
        if (json) {
            console.result(AgentEvents.refused(tunnel, code, message));
        }
    }

    @Override
    public void onClaimDelayed(String tunnel, String code, String message, Duration retryIn) {
        log.log(
                LogLevel.WARN,
                "'" + tunnel + "' is not open yet: " + code + " " + message + "; asking again in " + seconds(retryIn));
    }

    @Override
    public void onReplaced(String tunnel, String message) {
        if (json) {
            console.result(AgentEvents.replaced(tunnel, message));
        }
    }

    @Override
    public void onDraining(Duration grace) {
        if (json) {
            console.result(AgentEvents.draining(grace));
        }
        log.log(LogLevel.INFO, "the server goes away; what runs may end within " + seconds(grace));
    }

    @Override
    public void onServiceDown(Target target, String why) {
        downService.tell(target, why);
    }

    @Override
    public void onDefect(Throwable defect) {
        log.log(LogLevel.ERROR, "a defect of Adit: " + defect);
        console.trace(defect);
    }

    private static String seconds(Duration time) {
        return Math.round(time.toMillis() / 100.0) / 10.0 + " s";
    }
}
