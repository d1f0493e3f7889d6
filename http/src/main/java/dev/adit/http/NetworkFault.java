// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.io.FileNotFoundException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words for a failure of the network that a person may read: what the system said, without the native call that told it
 * and without the address, which whoever tells it names in its own way (U5). Stateless.
 */
public final class NetworkFault {
    /** Native transports put the call and its number in front, and Netty the remote address behind. */
    private static final Pattern TOLD = Pattern.compile(
            "(?:[a-zA-Z]+\\(\\.\\.\\) failed with error\\(-?\\d+\\): )?(.+?)(?:: \\S*/\\S+)?", Pattern.DOTALL);

    private NetworkFault() {}

    /** The system's own words; the kind of failure when it has none. */
    public static String told(Throwable cause) {
        String text = cause.getMessage();
        if (text == null || text.isBlank()) {
            // Native transports throw it without a word when the file of a unix socket is missing.
            boolean missing = cause instanceof FileNotFoundException;
            return missing ? "No such file or directory" : cause.getClass().getSimpleName();
        }
        Matcher parts = TOLD.matcher(text);
        return parts.matches() ? parts.group(1) : text;
    }
}
