// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Addresses on loopback for visitors, each used once in a long while. Thread-safe. */
final class Addresses {
    private static final Pattern OURS = Pattern.compile("127\\.77\\.\\d+\\.\\d+");

    private final AtomicInteger used = new AtomicInteger();

    InetAddress next() {
        int number = used.getAndIncrement();
        return InetAddress.ofLiteral("127.77." + (number / 250 % 250 + 1) + "." + (number % 250 + 1));
    }

    /** The one that a text names first; empty when it names none. */
    static String in(String text) {
        var found = OURS.matcher(text);
        return found.find() ? found.group() : "";
    }

    /** The text with each of them as the usual address of loopback. */
    static String usual(String text) {
        return OURS.matcher(text).replaceAll("127.0.0.1");
    }
}
