// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.wire.Secret;

/** One user name and password that a visitor may sign in with. Immutable. */
public record BasicCredential(String user, Secret password) {
    public BasicCredential {
        if (user.isEmpty() || user.indexOf(':') >= 0 || !printable(user)) {
            throw new IllegalArgumentException("the user name of --basic-auth is empty or holds a colon or a control"
                    + " character; write USER:PASS");
        }
        if (password.reveal().isEmpty() || !printable(password.reveal())) {
            throw new IllegalArgumentException(
                    "the password of user '" + user + "' is empty or holds a control character; write USER:PASS");
        }
    }

    /** Reads {@code USER:PASS}; the message of a refusal never holds the text. */
    public static BasicCredential parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("a visitor credential has no colon; write USER:PASS");
        }
        return new BasicCredential(text.substring(0, colon), new Secret(text.substring(colon + 1)));
    }

    /** The credential as {@code USER:PASS}. */
    Secret pair() {
        return new Secret(user + ":" + password.reveal());
    }

    private static boolean printable(String text) {
        return text.chars().noneMatch(c -> c < 0x20 || c == 0x7f);
    }
}
