// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.option;

import java.nio.file.Path;

/** Where a value came from; prints as a user would look for it. Immutable. */
public sealed interface Source {
    /** A flag on the command line. */
    record Flag(String name) implements Source {
        @Override
        public String toString() {
            return "--" + name;
        }
    }

    /** An environment variable. */
    record Environment(String variable) implements Source {
        @Override
        public String toString() {
            return variable;
        }
    }

    /** A line of a configuration file; {@code folder} says that the file was found by looking in the working folder. */
    record FileLine(Path file, int line, boolean folder) implements Source {
        @Override
        public String toString() {
            return file + ":" + line;
        }
    }

    /** Nothing was given. */
    record Default() implements Source {
        @Override
        public String toString() {
            return "default";
        }
    }
}
