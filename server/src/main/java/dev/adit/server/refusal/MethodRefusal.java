// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.refusal;

import dev.adit.http.Answer;
import dev.adit.http.ErrorCode;
import dev.adit.http.FieldLines;

/** The answer to a method that a path of the server's own does not know, with those it does (RFC 9110 section 15.5.6). Pure. */
public final class MethodRefusal {
    private MethodRefusal() {}

    /**
     * The answer, in one line of text.
     *
     * @param allowed a list of methods, as the field has it
     * @param message what the path is for
     */
    public static Answer answer(String allowed, String message) {
        Answer general = Answer.failure(ErrorCode.METHOD_REFUSED, message);
        FieldLines fields = new FieldLines()
                .add("Adit-Error", ErrorCode.METHOD_REFUSED.code())
                .add("Allow", allowed)
                .add("Cache-Control", "no-store");
        return new Answer(general.status(), general.reason(), fields, general.contentType(), general.body());
    }
}
