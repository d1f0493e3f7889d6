// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import dev.adit.cli.log.Console;
import dev.adit.server.ServerConfig;
import dev.adit.server.keys.KeyFile;
import dev.adit.wire.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The key that a server without any makes at its first start, so that it is never open and never useless. Confined to
 * the thread of the command.
 *
 * <p>It is shown on a terminal alone; where stdout goes to a file or a log it is left in {@code DATA/first-key}.
 */
final class FirstKey {
    private final Console console;
    private final boolean terminal;

    FirstKey(Console console, boolean terminal) {
        this.console = console;
        this.terminal = terminal;
    }

    /**
     * Makes the key when there is none; a bootstrap key counts as one. What it returns tells where the key is.
     *
     * @param bound the first listener's address
     */
    Runnable make(ServerConfig config, InetSocketAddress bound) throws IOException {
        if (config.access().bootstrapKey().isPresent()) {
            return () -> {};
        }
        KeyFile keys = new KeyFile(config.data());
        Optional<Secret> first = keys.createFirst();
        if (first.isEmpty()) {
            return () -> {};
        }
        Secret key = first.get();
        if (!terminal) {
            console.notice("first key written to " + keys.writeFirst(key));
        }
        return () -> {
            if (terminal) {
                console.result("first key: " + key.reveal());
            }
            console.notice("agents connect with: adit http 3000 --server " + address(config, bound.getPort())
                    + " --key-file FILE");
        };
    }

    private static String address(ServerConfig config, int port) {
        return config.edge()
                .publicUrl()
                .map(Object::toString)
                .orElseGet(() -> "http://" + config.edge().domain().orElse("HOST") + ":" + port);
    }
}
