// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what an agent told, one line each. Thread-safe. */
final class ListenerRecord implements AgentListener {
    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<Duration> waits = new CopyOnWriteArrayList<>();
    final List<RequestRecord> requests = new CopyOnWriteArrayList<>();

    boolean has(String start) {
        return lines.stream().anyMatch(line -> line.startsWith(start));
    }

    @Override
    public void onConnecting(ServerAddress server) {
        lines.add("connecting " + server);
    }

    @Override
    public void onSlowStep(String step, Duration sofar) {
        lines.add("slow " + step + " " + sofar.toMillis());
    }

    @Override
    public void onReady(TunnelReady tunnel) {
        lines.add("ready " + tunnel.name() + " " + tunnel.url() + " " + tunnel.target());
    }

    @Override
    public void onRequest(RequestRecord request) {
        requests.add(request);
    }

    @Override
    public void onDisconnected(String reason, Duration retryIn) {
        waits.add(retryIn);
        lines.add("disconnected " + reason);
    }

    @Override
    public void onRefused(String tunnel, String code, String message) {
        lines.add("refused " + tunnel + " " + code + " " + message);
    }

    @Override
    public void onClaimDelayed(String tunnel, String code, String message, Duration retryIn) {
        lines.add("delayed " + tunnel + " " + code + " " + message + " " + retryIn.toMillis());
    }

    @Override
    public void onReplaced(String tunnel, String message) {
        lines.add("replaced " + tunnel);
    }

    @Override
    public void onDraining(Duration grace) {
        lines.add("draining " + grace.toMillis());
    }

    @Override
    public void onServiceDown(Target target, String why) {
        lines.add("down " + why);
    }

    @Override
    public void onDefect(Throwable defect) {
        lines.add("defect " + defect);
    }
}
