// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * Reads the request heads of one connection, in turn, and has each decided: what a {@link Downstream} does while it is
 * READING. While it is not, what no exchange takes waits here.
 *
 * <p>Invariant: no head is read while an exchange runs or the client does not take its answers, and none within the
 * reading of another. Confined to the link's event loop.
 */
final class RequestReader {
    private final Downstream connection;
    private final Unread unread;
    private final RequestHandler handler;
    private boolean reading;
    private int requestCount;

    /** What the client had not taken when we last looked, while it is behind with its answers. */
    private long untakenBytes;

    RequestReader(Downstream connection, Unread unread, RequestHandler handler) {
        this.connection = connection;
        this.unread = unread;
        this.handler = handler;
    }

    /**
     * Takes what the running exchange does not, and reads on when there is none; what is behind a request waits up to a
     * bound (H1-16). Takes ownership.
     */
    void onBytes(ByteBuf bytes) {
        if (!bytes.isReadable()) {
            bytes.release();
            return;
        }
        unread.add(bytes);
        if (connection.isReading()) {
            read();
        } else if (unread.size() > connection.settings().limits().pipelinedBytes()) {
            connection.link().pauseReading();
        }
    }

    /**
     * Reads heads as long as there are whole ones and no exchange runs; from within such reading it does nothing, since
     * that goes on by itself. A client that does not take its answers is not read either, so that they do not pile up
     * here (PE-35).
     */
    void read() {
        if (reading) {
            return;
        }
        readHeads();
        if (!connection.isReading()) {
            return;
        }
        if (!connection.link().isWritable()) {
            connection.link().pauseReading();
            untakenBytes = connection.link().unsentBytes();
        } else if (connection.hasClientFinished()) {
            connection.endAndClose();
        }
    }

    private void readHeads() {
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
    }

    /** The client takes its answers again. */
    void onWritable() {
        connection.link().resumeReading();
        read();
    }

    /** Nothing more came in time, or the client took nothing: a head that had begun is answered so. */
    void onDeadline() {
        if (!connection.link().isWritable()) {
            awaitSlowClient();
        } else if (unread.hasBegun()) {
            rejectUnfinished();
        } else {
            connection.endAndClose();
        }
    }

    /** A slow client is not cut as long as it takes some, only one that stands still. */
    private void awaitSlowClient() {
        long before = untakenBytes;
        untakenBytes = connection.link().unsentBytes();
        if (untakenBytes < before) {
            connection.deadline().set(connection.settings().timeouts().keepAliveIdle());
        } else {
            connection.endAndAbort();
        }
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
                respond(Answer.empty(204, "No Content", new FieldLines().add("Allow", ErrorAnswer.METHODS)), head);
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
            count();
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

    private void count() {
        requestCount++;
        int most = connection.settings().client().requests();
        if (most > 0 && requestCount >= most) {
            connection.onLastRequest();
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

    private void rejectUnfinished() {
        long most = connection.settings().timeouts().header().toMillis();
        String detail = "the request head was not whole within " + most + " ms";
        reject(new HttpRejection(ErrorCode.HEADER_TIMEOUT, detail), Audience.PLAIN);
    }
}
