// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import java.util.List;
import java.util.Optional;

/** A command of the program, with what its help says. Immutable. */
public enum Verb {
    HTTP(
            "http",
            "TARGET",
            "Give a local HTTP service a public address",
            "TARGET is 3000, host:3000, http://host:3000, https://host:8443 or unix:/path.sock.",
            "adit http 3000 --server https://tunnel.example.com --name shop"),
    TCP(
            "tcp",
            "TARGET",
            "Give a local TCP service a public port",
            "TARGET is 22 or host:22.",
            "adit tcp 22 --server https://tunnel.example.com --remote-port 2222"),
    DEMO(
            "demo",
            "",
            "Run a server, an agent and a sample service on loopback",
            "Prints what to open and ends with Ctrl-C.",
            "adit demo --check"),
    SERVER(
            "server",
            "",
            "Run the public server",
            "Agents dial in; visitors reach their services below the domain or, without one, by path.",
            "adit server --listen :8080 --domain tunnel.example.com"),
    KEY_CREATE(
            "key create",
            "NAME",
            "Make a key for an agent",
            "The key is printed once, on stdout alone; only its hash is kept.",
            "adit key create laptop --names 'shop,shop-*' --expires 90d"),
    VERSION("version", "", "Print the version", "", "adit version");

    private final String text;
    private final String operand;
    private final String summary;
    private final String detail;
    private final String example;

    Verb(String text, String operand, String summary, String detail, String example) {
        this.text = text;
        this.operand = operand;
        this.summary = summary;
        this.detail = detail;
        this.example = example;
    }

    /** The command as typed, of one or two words. */
    public String text() {
        return text;
    }

    public List<String> words() {
        return List.of(text.split(" "));
    }

    /** The name of the one operand, empty when the command takes none. */
    public Optional<String> operand() {
        return operand.isEmpty() ? Optional.empty() : Optional.of(operand);
    }

    public String summary() {
        return summary;
    }

    public String detail() {
        return detail;
    }

    public String example() {
        return example;
    }
}
