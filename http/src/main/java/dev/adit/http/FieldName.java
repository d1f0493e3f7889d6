// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.util.Locale;

/** The field names that a proxy itself must understand; all others are {@link #OTHER} and pass untouched. Immutable. */
public enum FieldName {
    OTHER(Group.END_TO_END),
    ACCEPT(Group.END_TO_END),
    ADIT_ERROR(Group.END_TO_END),
    AUTHORIZATION(Group.END_TO_END),
    CONNECTION(Group.HOP_BY_HOP),
    CONTENT_LENGTH(Group.FRAMING),
    COOKIE(Group.END_TO_END),
    EXPECT(Group.END_TO_END),
    FORWARDED(Group.FORWARDING),
    HOST(Group.END_TO_END),
    HTTP2_SETTINGS(Group.HOP_BY_HOP),
    KEEP_ALIVE(Group.HOP_BY_HOP),
    LOCATION(Group.END_TO_END),
    MAX_FORWARDS(Group.END_TO_END),
    ORIGIN(Group.END_TO_END),
    PROXY_AUTHENTICATE(Group.HOP_BY_HOP),
    PROXY_AUTHORIZATION(Group.HOP_BY_HOP),
    PROXY_CONNECTION(Group.HOP_BY_HOP),
    SEC_WEBSOCKET_KEY(Group.END_TO_END),
    SEC_WEBSOCKET_PROTOCOL(Group.END_TO_END),
    SEC_WEBSOCKET_VERSION(Group.END_TO_END),
    SERVICE_WORKER_ALLOWED(Group.END_TO_END),
    SET_COOKIE(Group.END_TO_END),
    TE(Group.HOP_BY_HOP),
    TRAILER(Group.END_TO_END),
    TRANSFER_ENCODING(Group.FRAMING),
    UPGRADE(Group.HOP_BY_HOP),
    VIA(Group.END_TO_END),
    X_FORWARDED_FOR(Group.FORWARDING),
    X_FORWARDED_HOST(Group.FORWARDING_SCHEME),
    X_FORWARDED_PORT(Group.FORWARDING_SCHEME),
    X_FORWARDED_PREFIX(Group.FORWARDING_SCHEME),
    X_FORWARDED_PROTO(Group.FORWARDING_SCHEME),
    X_FORWARDED_SSL(Group.FORWARDING_SCHEME),
    X_REAL_IP(Group.FORWARDING),
    /** {@code X-Original-*} and forwarding names spelled with {@code _}: some services read them as the real ones. */
    FORWARDING_LOOKALIKE(Group.FORWARDING);

    /** How a field is treated on its way (H1-06 to H1-10). */
    enum Group {
        END_TO_END,
        HOP_BY_HOP,
        FRAMING,
        /** Says where the visitor is: never passed on as received. */
        FORWARDING,
        /** Says how the visitor came: kept from a trusted proxy only. */
        FORWARDING_SCHEME
    }

    private static final FieldName[][] BY_LENGTH = byLength();
    private static final byte[] ORIGINAL = Octets.of("x-original-");

    private final Group group;
    // Never written to after construction, and never handed outside the room.
    @SuppressWarnings("ImmutableEnumChecker")
    private final byte[] lower;

    FieldName(Group group) {
        this.group = group;
        this.lower = Octets.of(name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static FieldName[][] byLength() {
        FieldName[][] table = new FieldName[32][];
        for (int length = 0; length < table.length; length++) {
            int wanted = length;
            table[length] = java.util.Arrays.stream(values())
                    .filter(name -> name != OTHER && name != FORWARDING_LOOKALIKE && name.lower.length == wanted)
                    .toArray(FieldName[]::new);
        }
        return table;
    }

    Group group() {
        return group;
    }

    /** The name in lower case, as in {@code x-forwarded-for}. */
    byte[] lower() {
        return lower;
    }

    /** Finds the name of a span of token octets. */
    static FieldName of(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length < BY_LENGTH.length) {
            for (FieldName candidate : BY_LENGTH[length]) {
                if (Octets.lower(bytes[start]) == candidate.lower[0]
                        && Octets.equalsIgnoreCase(bytes, start, end, candidate.lower)) {
                    return candidate;
                }
            }
        }
        byte first = Octets.lower(bytes[start]);
        return (first == 'x' || first == 'f') && isLookalike(bytes, start, end) ? FORWARDING_LOOKALIKE : OTHER;
    }

    private static boolean isLookalike(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length > ORIGINAL.length && startsLike(bytes, start, ORIGINAL)) {
            return true;
        }
        if (length >= BY_LENGTH.length) {
            return false;
        }
        for (FieldName candidate : BY_LENGTH[length]) {
            if (candidate.isForwarding() && startsLike(bytes, start, candidate.lower)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the field tells about the visitor, in any of the forms a service may believe (H1-10). */
    boolean isForwarding() {
        return group == Group.FORWARDING || group == Group.FORWARDING_SCHEME;
    }

    private static boolean startsLike(byte[] bytes, int start, byte[] lowerWord) {
        for (int i = 0; i < lowerWord.length; i++) {
            byte octet = bytes[start + i] == '_' ? (byte) '-' : Octets.lower(bytes[start + i]);
            if (octet != lowerWord[i]) {
                return false;
            }
        }
        return true;
    }
}
