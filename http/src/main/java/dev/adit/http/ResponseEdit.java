// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.util.Optional;

/** What changes in a response head on its way, besides the hop-by-hop fields that always go. */
public interface ResponseEdit {
    /** Changes nothing. */
    ResponseEdit NONE = new ResponseEdit() {
        @Override
        public boolean concerns(FieldName name) {
            return false;
        }

        @Override
        public Optional<String> apply(FieldName name, String value) {
            return Optional.of(value);
        }
    };

    /** Leaves out {@code Adit-Error}: only our own answers name failures that way. */
    ResponseEdit WITHOUT_ERROR_CODE = new ResponseEdit() {
        @Override
        public boolean concerns(FieldName name) {
            return name == FieldName.ADIT_ERROR;
        }

        @Override
        public Optional<String> apply(FieldName name, String value) {
            return Optional.empty();
        }
    };

    /** Whether fields of that name may change; asked first, so that untouched heads cost nothing. */
    boolean concerns(FieldName name);

    /** The value to send instead; empty leaves the field out. */
    Optional<String> apply(FieldName name, String value);
}
