// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Measures Adit beside its peers, all in one run: {@code bench/run}. What is measured and how: bench/README.md.
 */
@NullMarked
package dev.adit.bench;

import org.jspecify.annotations.NullMarked;
