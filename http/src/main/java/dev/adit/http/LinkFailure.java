// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

/**
 * Why a link broke. Immutable.
 *
 * @param code what a visitor is told when no answer has begun yet
 * @param detail for logs: what happened, with the offending value; never a secret
 */
public record LinkFailure(ErrorCode code, String detail) {
    /** Whether this one link broke, so that another may do; false when there is none to be had at all. */
    boolean leavesOthers() {
        return switch (code) {
            case AGENT_AWAY, BUSY, DRAINING -> false;
            default -> true;
        };
    }
}
