// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.bench;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the visitors do.
 *
 * @param script of wrk, when plain GETs are not meant
 */
record Load(String name, int connections, String path, Optional<Path> script) {}
