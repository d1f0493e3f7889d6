// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.FieldName;
import dev.adit.http.ResponseEdit;
import java.util.Optional;

/** What changes in answers from an agent whose word on failures cannot be verified: it names none. Immutable. */
record UntrustedAgentResponse() implements ResponseEdit {
    @Override
    public boolean concerns(FieldName name) {
        return name == FieldName.ADIT_ERROR;
    }

    @Override
    public Optional<String> apply(FieldName name, String value) {
        return Optional.empty();
    }
}
