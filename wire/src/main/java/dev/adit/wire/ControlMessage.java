// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One message of the control stream, stream 1 of an adit.1 session. Immutable.
 *
 * <p>{@link ControlCodec} gives each its JSON. Messages of a type that we do not know are skipped by it, so this set is
 * closed.
 */
public sealed interface ControlMessage {
    /** The highest tunnel number. */
    int MAX_ID = 0xFFFF;

    /** The protocol version of {@link Hello}. */
    int VERSION = 1;

    /**
     * The first message of each side.
     *
     * @param version any whole number, so that one which nobody speaks is refused in words
     * @param program name and version, e.g. {@code adit/0.1.0}
     * @param instance 16 hex digits, new per process
     * @param features what the sender can do beyond version 1
     * @param session the server's id of this session, from the server only
     * @param pingInterval how often both sides ping, from the server only
     */
    record Hello(
            long version,
            String program,
            String instance,
            List<String> features,
            Optional<String> session,
            Optional<Duration> pingInterval)
            implements ControlMessage {
        public Hello {
            features = List.copyOf(features);
        }
    }

    /**
     * An agent asks for a public address.
     *
     * @param id the agent's number for the tunnel, 1 to 65,535
     * @param kind empty when the agent asked for a kind unknown to us
     * @param name the name wanted, unchecked; empty for one of the server's choice
     * @param port the TCP port wanted, unchecked, one beyond 32 bits as the nearest within; empty for any
     * @param resume the token of an earlier {@link Claimed}, by which an owner without a key proves itself
     * @param options what the server checks before a visitor reaches the agent
     * @param fault which field is of a wrong type, for the server to refuse; all others are empty then
     */
    record Claim(
            int id,
            Optional<TunnelKind> kind,
            Optional<String> name,
            Optional<Integer> port,
            Optional<Secret> resume,
            ClaimOptions options,
            Optional<String> fault)
            implements ControlMessage {
        public Claim {
            checkId(id, 1);
        }

        /** A claim whose fields are all of their types. */
        public Claim(
                int id,
                Optional<TunnelKind> kind,
                Optional<String> name,
                Optional<Integer> port,
                Optional<Secret> resume,
                ClaimOptions options) {
            this(id, kind, name, port, resume, options, Optional.empty());
        }

        /** A claim of which nothing but its id can be used. */
        static Claim malformed(int id, String fault) {
            return new Claim(
                    id,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    ClaimOptions.NONE,
                    Optional.of(fault));
        }
    }

    /**
     * The server gives the address.
     *
     * @param url the public URL, e.g. {@code https://demo.example.com} or {@code tcp://example.com:20000}
     * @param port the public TCP port of a tcp tunnel
     * @param resume proves this owner's claim when it comes again
     */
    record Claimed(int id, String name, String url, Optional<Integer> port, Optional<Secret> resume)
            implements ControlMessage {
        public Claimed {
            checkId(id, 1);
        }
    }

    /**
     * The server refuses a claim, or the session when the id is 0.
     *
     * @param code a stable code, {@code ADIT-...}
     * @param status the HTTP status of the same refusal
     * @param retryAfter when to ask again; empty: never
     */
    record Refused(int id, String code, int status, String message, Optional<Duration> retryAfter)
            implements ControlMessage {
        public Refused {
            checkId(id, 0);
        }

        /** Whether asking again is pointless. */
        public boolean isFinal() {
            return retryAfter.isEmpty();
        }
    }

    /**
     * A tunnel ends; either side may say so.
     *
     * @param drain from an agent: what runs in the tunnel is to end by itself; else its TCP connections are closed at
     *     once
     */
    record Release(int id, ReleaseReason reason, String message, boolean drain) implements ControlMessage {
        public Release {
            checkId(id, 0);
        }

        /** A tunnel in which nothing need be waited for, or of which the server speaks. */
        public Release(int id, ReleaseReason reason, String message) {
            this(id, reason, message, false);
        }
    }

    /** The server goes away: dial again, finish within the grace what runs. */
    record Drain(Duration grace) implements ControlMessage {}

    private static void checkId(int id, int least) {
        if (id < least || id > MAX_ID) {
            throw new IllegalArgumentException("tunnel id not in " + least + ".." + MAX_ID + ": " + id);
        }
    }
}
