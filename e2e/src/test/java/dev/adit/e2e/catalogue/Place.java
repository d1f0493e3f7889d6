// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import dev.adit.agent.WireProtocol;
import dev.adit.server.Routing;

/** Where a row is played: how names are found, and what server and agent speak. Immutable. */
enum Place {
    ADIT_SUBDOMAIN(WireProtocol.ADIT, Routing.SUBDOMAIN),
    ADIT_PATH(WireProtocol.ADIT, Routing.PATH),
    EXIO_SUBDOMAIN(WireProtocol.EXIO, Routing.SUBDOMAIN),
    EXIO_PATH(WireProtocol.EXIO, Routing.PATH),
    POOL_SUBDOMAIN(WireProtocol.POOL, Routing.SUBDOMAIN),
    POOL_PATH(WireProtocol.POOL, Routing.PATH);

    static final String DOMAIN = "tunnels.test";
    /** The tunnel that rows speak to, and another one to the same service. */
    static final String NAME = "cat";

    static final String OTHER_NAME = "dog";

    private final WireProtocol wire;
    private final Routing routing;

    Place(WireProtocol wire, Routing routing) {
        this.wire = wire;
        this.routing = routing;
    }

    WireProtocol wire() {
        return wire;
    }

    Routing routing() {
        return routing;
    }

    /** Whether links of the pool protocol carry the requests: then each tunnel has an agent of its own. */
    boolean isPool() {
        return wire.isPool();
    }

    /** Whether one agent serves both tunnels. */
    boolean hasSessions() {
        return wire == WireProtocol.ADIT;
    }

    /** Whether the edge believes an agent's own answer its code: a link of the pool protocol may be anybody's. */
    boolean namesFailures() {
        return !isPool();
    }

    boolean isByPath() {
        return routing == Routing.PATH;
    }

    String host() {
        return NAME + "." + DOMAIN;
    }

    /** What stands before the path of a target. */
    String prefix() {
        return isByPath() ? "/" + NAME : "";
    }

    /**
     * A row's text at this place: {@code {h}} is the Host, {@code {t}} the prefix of targets. {@code {f}} stands for the
     * fields that a forwarded head must have gained, {@code {f NAME AUTHORITY}} for those of another tunnel or Host.
     */
    String fill(String text) {
        String filled = text.replace("{h}", host()).replace("{t}", prefix());
        int mark = filled.indexOf("{f");
        if (mark < 0) {
            return filled;
        }
        int end = filled.indexOf('}', mark);
        String[] words = filled.substring(mark + 2, end).strip().split(" ", 2);
        boolean usual = words.length < 2;
        String name = usual ? NAME : words[0];
        String before = filled.substring(0, mark);
        String after = filled.substring(end + 1);
        return wire == WireProtocol.EXIO
                ? forwardedByExio(before, name, after)
                : before + fields(name, usual ? host() : words[1]) + after;
    }

    /** What the server tells the service, and a trusted agent leaves as it is (H1-09, H1-10). */
    private String fields(String name, String authority) {
        int colon = authority.indexOf(':');
        String port = colon < 0 ? "80" : authority.substring(colon + 1);
        return "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Host: " + authority + "\r\nX-Forwarded-Port: " + port
                + "\r\nX-Forwarded-Proto: http\r\nX-Real-IP: 127.0.0.1\r\nForwarded: for=127.0.0.1;host=\"" + authority
                + "\";proto=http\r\n" + (isByPath() ? "X-Forwarded-Prefix: /" + name + "\r\n" : "") + via(name);
    }

    /** An Exio server cannot be believed, so the agent drops what it says of the visitor, and adds two fields last. */
    private static String forwardedByExio(String before, String name, String after) {
        int host = before.indexOf("\r\nHost: ") + 8;
        String added = "X-Forwarded-Proto: https\r\nX-Forwarded-Host: "
                + before.substring(host, before.indexOf("\r\n", host)) + "\r\n";
        String rest = via(name) + after;
        int headEnd = rest.indexOf("\r\n\r\n") + 2;
        return before + rest.substring(0, headEnd) + added + rest.substring(headEnd);
    }

    private static String via(String name) {
        return "Via: 1.1 " + name + ".adit-*\r\n";
    }
}
