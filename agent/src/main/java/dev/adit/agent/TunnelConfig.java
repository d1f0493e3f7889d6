// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One tunnel an agent asks for: what it carries, where its local service is, the name or port it claims. Immutable.
 *
 * <p>Without a name the server is asked for a random one; without a remote port the server picks one.
 */
public record TunnelConfig(
        TunnelKind kind,
        Target target,
        Optional<TunnelName> name,
        OptionalInt remotePort,
        LocalService service,
        VisitorRules visitors) {
    public TunnelConfig {
        checkTarget(kind, target);
        if (remotePort.isPresent()) {
            checkRemotePort(kind, remotePort.getAsInt());
        }
        checkService(kind, target, service);
        if (kind == TunnelKind.TCP && !visitors.basicAuth().isEmpty()) {
            throw new IllegalArgumentException("--basic-auth needs an http tunnel; leave it out for tcp");
        }
    }

    /** A tunnel with every default: no name, no remote port, open to everybody. */
    public static TunnelConfig of(TunnelKind kind, Target target) {
        return new TunnelConfig(
                kind, target, Optional.empty(), OptionalInt.empty(), LocalService.DEFAULT, VisitorRules.OPEN);
    }

    public TunnelConfig withName(TunnelName name) {
        return new TunnelConfig(kind, target, Optional.of(name), remotePort, service, visitors);
    }

    public TunnelConfig withRemotePort(int port) {
        return new TunnelConfig(kind, target, name, OptionalInt.of(port), service, visitors);
    }

    public TunnelConfig withService(LocalService service) {
        return new TunnelConfig(kind, target, name, remotePort, service, visitors);
    }

    public TunnelConfig withVisitors(VisitorRules visitors) {
        return new TunnelConfig(kind, target, name, remotePort, service, visitors);
    }

    private static void checkTarget(TunnelKind kind, Target target) {
        boolean tcpTarget = target instanceof Target.Address address && address.scheme() == Target.Scheme.TCP;
        if (tcpTarget != (kind == TunnelKind.TCP)) {
            throw new IllegalArgumentException("target " + target + " does not fit a " + kind.text() + " tunnel");
        }
    }

    private static void checkRemotePort(TunnelKind kind, int port) {
        if (kind != TunnelKind.TCP) {
            throw new IllegalArgumentException("--remote-port " + port + " needs a tcp tunnel; use --name for http");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("remote port " + port + " is outside 1 to 65535");
        }
    }

    private static void checkService(TunnelKind kind, Target target, LocalService service) {
        boolean https = target instanceof Target.Address address && address.scheme() == Target.Scheme.HTTPS;
        if (service.insecureTarget() && !https) {
            throw new IllegalArgumentException(
                    "--insecure-target needs an https:// target, this one is " + target + "; leave it out");
        }
        if (kind == TunnelKind.TCP && !(service.hostHeader() instanceof HostHeader.Preserve)) {
            throw new IllegalArgumentException("--host-header needs an http tunnel; leave it out for tcp");
        }
    }
}
