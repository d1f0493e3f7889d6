// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Words for a failure over a file, whose own message is often the path alone. Stateless. */
final class FileFault {
    private FileFault() {}

    static String told(IOException failure) {
        return switch (failure) {
            case NoSuchFileException missing ->
                missing.getFile() + ": no such file or folder, and none can be made here";
            case AccessDeniedException denied -> denied.getFile() + ": this user may not read or write it";
            case FileSystemException other
            when other.getReason() == null ->
                other.getFile() + ": " + other.getClass().getSimpleName();
            default -> String.valueOf(failure.getMessage());
        };
    }
}
