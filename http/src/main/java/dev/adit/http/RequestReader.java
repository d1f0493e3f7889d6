// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.util.Optional;

/**
 * Reads the request heads of one connection, in turn, and has each decided: what a {@link Downstream} does while it is
 * READING. Confined to the link's event loop.
 */
final class RequestReader {
    private final Downstream connection;
    private final Unread unread;
    private final RequestHandler handler;
    private boolean reading;

    RequestReader(Downstream connection, Unread unread, RequestHandler handler) {
        this.connection = connection;
        this.unread = unread;
        this.handler = handler;
    }

    /**
     * Reads heads as long as there are whole ones and no exchange runs.
     *
     * @return false from within such reading, which goes on by itself
     */
    boolean read() {
        if (reading) {
            return false;
        }
        reading = true;
        try {
            while (connection.isReading()
                    && !unread.isEmpty()
                    && connection.link().isWritable()) {
                if (!readHead()) {
                    break;
                }
            }
        } finally {
            reading = false;
        }
        return true;
    }

    private boolean readHead() {
        Audience audience = Audience.PLAIN;
        HttpLimits limits = connection.settings().limits();
        try {
            if (!unread.skipBlankLines(limits)) {
                return false;
            }
            boolean fresh = unread.isFresh();
            if (!unread.scanHead(limits)) {
                if (fresh) { // a head that came whole needs no deadline
                    connection.deadline().set(connection.settings().timeouts().header());
                }
                return false;
            }
            MessageHead head = HeadScanner.ofThread().head();
            audience = Audience.of(head);
            Optional<Authority> authority = RequestRules.check(head, limits);
            if (connection.settings().persistent() && RequestRules.endsHere(head)) {
                unread.skip(head.headBytes());
                respond(Answer.empty(204, "No Content", new FieldLines().add("Allow", "*")), head);
                return true;
            }
            act(handler.dispatch(head, authority, connection), head);
            return true;
        } catch (HttpRejection rejection) {
            reject(rejection, audience);
            return false;
        }
    }

    private void act(Dispatch dispatch, MessageHead head) throws HttpRejection {
        if (dispatch instanceof Dispatch.Forward) {
            RequestRules.checkForwarded(head);
        }
        if (!(dispatch instanceof Dispatch.Move)) {
            unread.skip(head.headBytes());
            connection.count();
        }
        switch (dispatch) {
            case Dispatch.Move move -> connection.move(move);
            case Dispatch.Forward forward -> connection.forward(forward, head);
            case Dispatch.Respond respond -> respond(respond.answer(), head);
            case Dispatch.Refuse refuse ->
                fail(refuse.code(), refuse.message(), Audience.of(head), RequestRules.mayBeFollowedAtOnce(head));
            case Dispatch.Take take -> take.taker().take(connection.link(), connection.leave());
        }
    }

    private void respond(Answer answer, MessageHead head) {
        boolean keep = RequestRules.mayBeFollowedAtOnce(head);
        connection.answer(answer, head.isMethod("HEAD"), keep, !head.hasContent());
    }

    private void fail(ErrorCode code, String message, Audience audience, boolean keep) {
        String requestId = handler.onRejected(code, message, connection);
        connection.answer(ErrorAnswer.of(code, message, requestId, audience), audience.toHead(), keep, false);
    }

    private void reject(HttpRejection rejection, Audience audience) {
        fail(rejection.code(), rejection.detail(), audience, false);
    }

    /** The present head took too long, if one has begun; returns whether one had. */
    boolean rejectUnfinished() {
        if (!unread.hasBegun()) {
            return false;
        }
        long most = connection.settings().timeouts().header().toMillis();
        String detail = "the request head was not whole within " + most + " ms";
        reject(new HttpRejection(ErrorCode.HEADER_TIMEOUT, detail), Audience.PLAIN);
        return true;
    }
}
