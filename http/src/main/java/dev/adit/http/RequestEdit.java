// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

/** What changes in a request head on its way, besides the hop-by-hop fields that always go. Immutable. */
public final class RequestEdit {
    /** Changes nothing. */
    public static final RequestEdit NONE = new RequestEdit(ForwardingFields.KEEP, "", "", new FieldLines());

    /** What happens to the fields that tell about the visitor (H1-10). */
    public enum ForwardingFields {
        /** The sender is ours and has set them. */
        KEEP,
        /** A trusted proxy sent them: its scheme, host and port stay, the addresses are given anew. */
        KEEP_SCHEME,
        /** Anybody sent them: all go. */
        DROP
    }

    final ForwardingFields forwarding;
    final boolean dropsAuthorization;
    /** Whether this hop is one that Max-Forwards counts: both ends of a tunnel are one. */
    final boolean counts;

    final byte[] host;
    final byte[] target;
    final byte[] lines;

    /**
     * @param host the Host to send instead; empty keeps the one received
     * @param target the request target to send instead; empty keeps the one received
     * @param lines added behind the fields that stay
     */
    public RequestEdit(ForwardingFields forwarding, String host, String target, FieldLines lines) {
        this(
                forwarding,
                false,
                forwarding != ForwardingFields.KEEP,
                hostOctets(host),
                targetOctets(target),
                Octets.of(lines.toString()));
    }

    private RequestEdit(
            ForwardingFields forwarding,
            boolean dropsAuthorization,
            boolean counts,
            byte[] host,
            byte[] target,
            byte[] lines) {
        this.forwarding = forwarding;
        this.dropsAuthorization = dropsAuthorization;
        this.counts = counts;
        this.host = host;
        this.target = target;
        this.lines = lines;
    }

    /** The same edit with another target. */
    public RequestEdit withTarget(String newTarget) {
        return new RequestEdit(forwarding, dropsAuthorization, counts, host, targetOctets(newTarget), lines);
    }

    /** The same edit, but credentials that were checked on the way do not go further. */
    public RequestEdit withoutAuthorization() {
        return new RequestEdit(forwarding, true, counts, host, target, lines);
    }

    /** The same edit at the second end of a tunnel, whose first end counts the hop (RFC 9110 section 7.6.2). */
    public RequestEdit uncounted() {
        return new RequestEdit(forwarding, dropsAuthorization, false, host, target, lines);
    }

    private static byte[] hostOctets(String host) {
        FieldLines.requireValue(host);
        return Octets.of(host);
    }

    private static byte[] targetOctets(String target) {
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) > 0xFF || !Octets.isTarget((byte) target.charAt(i))) {
                throw new IllegalArgumentException("a request target with a blank or control octet");
            }
        }
        return Octets.of(target);
    }
}
