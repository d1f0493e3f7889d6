// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.adit.http;

import org.jspecify.annotations.NullMarked;
