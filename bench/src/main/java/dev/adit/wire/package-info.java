// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.adit.wire;

import org.jspecify.annotations.NullMarked;
