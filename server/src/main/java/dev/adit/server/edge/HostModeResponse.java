// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.FieldName;
import dev.adit.http.ResponseEdit;
import java.util.Optional;

/**
 * What changes in answers of a tunnel that has a host name of its own: it sets no cookie for the domain that all share.
 * Immutable.
 *
 * @param isTrusted whether the agent may name failures of its own
 */
record HostModeResponse(SharedDomain domain, boolean isTrusted) implements ResponseEdit {
    @Override
    public boolean concerns(FieldName name) {
        return switch (name) {
            case SET_COOKIE -> true;
            case ADIT_ERROR -> !isTrusted;
            default -> false;
        };
    }

    @Override
    public Optional<String> apply(FieldName name, String value) {
        return name == FieldName.SET_COOKIE ? Optional.of(domain.narrowed(value)) : Optional.empty();
    }
}
