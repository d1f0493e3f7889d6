// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

/** What the local service sees as {@code Host}; {@code X-Forwarded-Host} is set always. Immutable. */
public sealed interface HostHeader {
    /** The visitor's own Host. */
    record Preserve() implements HostHeader {}

    /** The target's {@code host:port}; a Location or cookie Domain naming it becomes the public one. */
    record Rewrite() implements HostHeader {}

    /** A fixed value. */
    record Value(String host) implements HostHeader {
        public Value {
            if (!host.matches("[0-9A-Za-z_.-]+(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]+](:[0-9]{1,5})?")) {
                throw new IllegalArgumentException(
                        "'" + host + "' is not a Host value; write preserve, rewrite or a host such as app.test:3000");
            }
        }
    }

    static HostHeader parse(String text) {
        return switch (text) {
            case "preserve" -> new Preserve();
            case "rewrite" -> new Rewrite();
            default -> new Value(text);
        };
    }
}
