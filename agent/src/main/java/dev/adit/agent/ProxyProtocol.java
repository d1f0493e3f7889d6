// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

/** The version of the PROXY header that precedes a connection to the local service. Immutable. */
public enum ProxyProtocol {
    V1,
    V2
}
