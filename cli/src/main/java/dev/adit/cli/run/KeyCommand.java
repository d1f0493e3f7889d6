// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import dev.adit.cli.ExitCode;
import dev.adit.cli.log.Console;
import dev.adit.cli.option.UsageException;
import dev.adit.cli.plan.KeyPlan;
import dev.adit.server.keys.KeyFile;
import java.io.IOException;

/** {@code adit key create}: makes a key and prints it, on stdout alone. Confined to the thread that runs it. */
final class KeyCommand {
    private final Console console;

    KeyCommand(Console console) {
        this.console = console;
    }

    ExitCode run(KeyPlan plan) {
        KeyFile keys = new KeyFile(plan.data());
        try {
            console.result(keys.create(plan.name(), plan.rights()).reveal());
            if (!console.resultsWritten()) {
                console.notice("stdout did not take the key, so nobody knows it; make another under another name");
                return ExitCode.FAILED;
            }
            console.notice("key '" + plan.name() + "' is in " + keys.path() + " as a hash; it is not shown again");
            return ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            console.notice("the key cannot be stored in " + plan.data() + ": " + FileFault.told(e));
            return ExitCode.FAILED;
        }
    }
}
