// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.ErrorCode;
import dev.adit.server.edge.AddressBlock;
import dev.adit.server.keys.Key;
import dev.adit.server.registry.Owner;
import dev.adit.wire.ClaimOptions;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelKind;
import dev.adit.wire.TunnelName;
import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** Decides whether a session may ask for a tunnel at all, before the registry decides on the name. Immutable. */
public final class Admission {
    private static final int TOKEN_BITS = 128;

    /**
     * A refusal, with the reason in words.
     *
     * @param retryAfter when asking again may help; empty when it cannot
     */
    public record Refusal(ErrorCode code, String message, Optional<Duration> retryAfter) {}

    private final Neighbours server;
    private final Optional<Key> key;
    private final InetAddress address;
    /** What the agent is counted by when it has no key. */
    private final String block;

    private final Predicate<TunnelKind> nobodyMay;

    /**
     * @param key the agent's key; empty for one without
     * @param address the agent's address, for what is counted by it
     */
    Admission(Neighbours server, Optional<Key> key, InetAddress address) {
        this(
                server,
                key,
                address,
                kind -> kind == TunnelKind.TCP
                        ? server.anonymous().tcp()
                        : server.anonymous().http());
    }

    private Admission(Neighbours server, Optional<Key> key, InetAddress address, Predicate<TunnelKind> nobodyMay) {
        this.server = server;
        this.key = key;
        this.address = address;
        block = NetUtil.toAddressString(AddressBlock.of(address));
        this.nobodyMay = nobodyMay;
    }

    /** That of a pool client, to whom another word of the operator applies when it has no key. */
    public static Admission ofPool(Neighbours server, Optional<Key> key, InetAddress address) {
        return new Admission(
                server,
                key,
                address,
                kind -> kind == TunnelKind.HTTP && server.anonymous().pool());
    }

    /** The agent's key; empty for one without. */
    Optional<Key> key() {
        return key;
    }

    /** The agent's address. */
    String address() {
        return NetUtil.toAddressString(address);
    }

    /** Why the tunnel may not be; empty when it may. */
    public Optional<Refusal> refusal(TunnelKind kind, TunnelName name, Optional<Integer> port, ClaimOptions options) {
        Optional<Refusal> unkept = ofOptions(options);
        if (unkept.isPresent()) {
            return unkept;
        }
        if (kind == TunnelKind.TCP && port.isPresent() && !isPossible(port.get())) {
            return refusal(ErrorCode.BAD_PORT, "there is no port " + port.get() + "; ask for one from 1 to 65535");
        }
        if (name.isReserved()) {
            return refusal(ErrorCode.NAME_RESERVED, "the name '" + name + "' is reserved; choose another with --name");
        }
        return key.map(known -> ofKey(known, kind, name, port))
                .orElseGet(() -> ofNobody(kind))
                .or(() -> ofPorts(kind, port));
    }

    private static boolean isPossible(int port) {
        return port >= 1 && port <= 65_535;
    }

    private static Optional<Refusal> ofOptions(ClaimOptions options) {
        if (!options.basicAuth().isEmpty()) {
            return refusal(
                    ErrorCode.BAD_CONNECT,
                    "this server cannot check credentials of visitors for an agent yet; leave out --basic-auth");
        }
        return options.accessFault()
                .flatMap(fault ->
                        refusal(ErrorCode.BAD_CONNECT, "the list of addresses that may visit is wrong: " + fault));
    }

    /** Before the name is claimed, so that a tunnel that cannot be takes it from nobody. */
    private Optional<Refusal> ofPorts(TunnelKind kind, Optional<Integer> port) {
        return kind == TunnelKind.TCP
                ? server.ports()
                        .refusal(port)
                        .map(failed -> new Refusal(failed.code(), failed.message(), Optional.empty()))
                : Optional.empty();
    }

    private Optional<Refusal> ofKey(Key known, TunnelKind kind, TunnelName name, Optional<Integer> port) {
        if (known.rights().hasExpired(Instant.now())) {
            return refusal(ErrorCode.KEY_REFUSED, "the key '" + known.name() + "' has expired; ask for a new one");
        }
        if (!known.rights().mayName(name)) {
            return refusal(
                    ErrorCode.RIGHTS_MISSING,
                    "the key '" + known.name() + "' may not use the name '" + name + "', only "
                            + String.join(", ", known.rights().names())
                            + "; choose one of those with --name");
        }
        if (kind == TunnelKind.TCP && !known.rights().tcp()) {
            return refusal(
                    ErrorCode.RIGHTS_MISSING,
                    "the key '" + known.name() + "' may not open TCP tunnels; it needs to be made with --tcp");
        }
        if (port.isPresent() && !known.rights().mayPort(port.get())) {
            return refusal(
                    ErrorCode.RIGHTS_MISSING,
                    "the key '" + known.name() + "' may not use port " + port.get()
                            + "; choose another with --remote-port, or leave it out");
        }
        return Optional.empty();
    }

    private Optional<Refusal> ofNobody(TunnelKind kind) {
        return nobodyMay.test(kind)
                ? Optional.empty()
                : refusal(
                        ErrorCode.RIGHTS_MISSING,
                        "without a key no " + kind.text()
                                + " tunnel may be opened here; give one with --key-file or ADIT_KEY");
    }

    /** Counts a tunnel that is about to be claimed, unless it is one too many for an agent without a key. */
    public Optional<Refusal> register() {
        if (key.isPresent()) {
            return Optional.empty();
        }
        return server.registrations()
                .add(block)
                .map(wait -> new Refusal(
                        ErrorCode.RATE_EXCEEDED,
                        "too many tunnels were opened from this address without a key; ask again in "
                                + Math.ceilDiv(wait.toMillis(), 1_000L) + " s",
                        Optional.of(wait)));
    }

    /** The claim was denied: it does not count. */
    public void unregister() {
        if (key.isEmpty()) {
            server.registrations().giveBack(block);
        }
    }

    /** The owner of what is claimed; without a key it is whoever holds the resume token. */
    public Owner owner(Optional<Secret> resume) {
        return key.map(known -> Owner.ofKey(known.id(), known.rights().tunnels()))
                .orElseGet(() -> Owner.ofToken(
                        resume.map(Secret::reveal).orElseThrow(),
                        block,
                        server.config().limits().anonymous().tunnels()));
    }

    /** The token that proves this owner next time; empty for the holder of a key, which is proof enough. */
    Optional<Secret> resumeToken(Optional<Secret> presented) {
        if (key.isPresent()) {
            return Optional.empty();
        }
        return presented
                .filter(token -> token.reveal().matches("[0-9a-f]{32}"))
                .or(() -> Optional.of(new Secret(String.format("%032x", new BigInteger(TOKEN_BITS, server.random())))));
    }

    private static Optional<Refusal> refusal(ErrorCode code, String message) {
        return Optional.of(new Refusal(code, message, Optional.empty()));
    }
}
