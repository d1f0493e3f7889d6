// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/1.1 connection on which requests come in: reads one head after another, lets a handler decide, runs one
 * exchange at a time and answers in order (H1-16). Confined to its link's event loop.
 *
 * <pre>
 * READING --head--> EXCHANGE --both whole--> READING
 *    |                 |-- client must close --> LINGERING --FIN, cap or 1 s--> ENDED
 *    |-- other loop --> MOVING --> READING
 * </pre>
 */
public final class Downstream implements LinkReceiver {
    /**
     * What a connection is allowed.
     *
     * @param limits sizes
     * @param timeouts durations
     * @param persistent whether more requests may follow the first; a stream carries one
     */
    public record Settings(HttpLimits limits, HttpTimeouts timeouts, boolean persistent) {}

    private enum State {
        READING,
        EXCHANGE,
        MOVING,
        LINGERING,
        ENDED
    }

    private final Link link;
    private final Settings settings;
    private final Clock clock;
    private final RequestHandler handler;
    private final Deadline deadline;
    private final Runnable ended;
    private State state = State.READING;
    private final Unread unread = new Unread();
    private @Nullable Exchange exchange;
    private int lingeredBytes;
    private boolean processing;
    private boolean clientFinished;
    private boolean draining;

    /**
     * @param ended told once when the connection is over or was taken away
     */
    public Downstream(Link link, Settings settings, Clock clock, RequestHandler handler, Runnable ended) {
        this.link = link;
        this.settings = settings;
        this.clock = clock;
        this.handler = handler;
        this.ended = ended;
        deadline = new Deadline(clock, link, this::onDeadline);
    }

    /** Begins to read requests. */
    public void start() {
        deadline.set(settings.timeouts().keepAliveIdle());
        link.receiver(this);
    }

    /** The link below. */
    public Link link() {
        return link;
    }

    HttpLimits limits() {
        return settings.limits();
    }

    HttpTimeouts timeouts() {
        return settings.timeouts();
    }

    Clock clock() {
        return clock;
    }

    Deadline deadline() {
        return deadline;
    }

    boolean isPersistent() {
        return settings.persistent();
    }

    boolean isDraining() {
        return draining;
    }

    /** Takes no further request: an idle connection closes now, a busy one after its exchange. */
    public void drain() {
        draining = true;
        if (state == State.READING && unread.isEmpty()) {
            end();
            link.close();
        }
    }

    /** Closes the connection now, with the exchange that runs; {@link Link#close} alone would leave both here. */
    public void close() {
        breakOff();
        link.close();
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        switch (state) {
            case EXCHANGE -> onExchangeBytes(bytes);
            case READING -> {
                unread.add(bytes);
                process();
            }
            case MOVING -> unread.add(bytes);
            case LINGERING -> onLingeringBytes(bytes);
            case ENDED -> bytes.release();
        }
    }

    private void onExchangeBytes(ByteBuf bytes) {
        Exchange running = exchange;
        if (running != null && !running.requestEnded() && unread.isEmpty()) {
            running.onRequestBytes(bytes);
        }
        if (!bytes.isReadable() || state == State.ENDED) {
            bytes.release();
            return;
        }
        if (state == State.LINGERING) {
            onLingeringBytes(bytes);
            return;
        }
        unread.add(bytes);
        if (state == State.READING) {
            process();
        } else if (unread.size() > limits().pipelinedBytes()) {
            link.pauseReading();
        }
    }

    private void onLingeringBytes(ByteBuf bytes) {
        lingeredBytes += bytes.readableBytes();
        bytes.release();
        if (lingeredBytes > limits().lingerBytes()) {
            end();
            link.close();
        }
    }

    /** Reads heads as long as there are whole ones and no exchange runs. */
    private void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            while (state == State.READING && !unread.isEmpty() && link.isWritable()) {
                if (!readHead()) {
                    break;
                }
            }
        } finally {
            processing = false;
        }
        afterHeads();
    }

    /** A client that does not take its answers is not read either, so that they do not pile up here (PE-35). */
    private void afterHeads() {
        if (state != State.READING) {
            return;
        }
        if (!link.isWritable()) {
            link.pauseReading();
        } else if (clientFinished) {
            end();
            link.close();
        }
    }

    private boolean readHead() {
        Audience audience = Audience.PLAIN;
        try {
            if (!unread.skipBlankLines(limits())) {
                return false;
            }
            if (unread.isFresh()) {
                deadline.set(timeouts().header());
            }
            if (!unread.scanHead(limits())) {
                return false;
            }
            MessageHead head = HeadScanner.ofThread().head();
            audience = Audience.of(head);
            Optional<Authority> authority = RequestRules.check(head, limits());
            if (head.isMethod("OPTIONS") && isZero(head.value(FieldName.MAX_FORWARDS))) {
                unread.skip(head.headBytes());
                respond(Answer.empty(204, "No Content", new FieldLines().add("Allow", "*")), head);
                return true;
            }
            act(handler.dispatch(head, authority, this), head);
            return true;
        } catch (HttpRejection rejection) {
            reject(rejection, audience);
            return false;
        }
    }

    private static boolean isZero(Optional<String> number) {
        return number.isPresent() && number.get().equals("0");
    }

    private void act(Dispatch dispatch, MessageHead head) {
        switch (dispatch) {
            case Dispatch.Move move -> move(move);
            case Dispatch.Forward forward -> forward(forward, head);
            case Dispatch.Respond respond -> {
                unread.skip(head.headBytes());
                respond(respond.answer(), head);
            }
            case Dispatch.Refuse refuse -> {
                unread.skip(head.headBytes());
                boolean keep = !head.hasContent() && !head.endsConnection() && !head.isHttp10();
                answerFailure(refuse.code(), refuse.message(), "", Audience.of(head), keep);
            }
            case Dispatch.Take take -> {
                unread.skip(head.headBytes());
                ByteBuf leftover = unread.take();
                end();
                take.taker().take(link, leftover);
            }
        }
    }

    private void move(Dispatch.Move move) {
        if (!(link instanceof SocketLink socket)) {
            throw new IllegalStateException("only a socket can move to another event loop");
        }
        state = State.MOVING;
        deadline.stop();
        socket.moveTo(move.loop(), () -> {
            if (state == State.MOVING) {
                state = State.READING;
                process();
            }
        });
    }

    private void forward(Dispatch.Forward forward, MessageHead head) {
        state = State.EXCHANGE;
        unread.skip(head.headBytes());
        ByteBuf behindHead = unread.take();
        Exchange running = new Exchange(this, head, forward);
        exchange = running;
        onExchangeBytes(behindHead);
        if (clientFinished && exchange == running) {
            running.onClientFinished();
        }
    }

    private void respond(Answer answer, MessageHead head) {
        boolean keep = !head.hasContent() && !head.endsConnection() && !head.isHttp10() && !draining;
        link.write(answer.render(head.isMethod("HEAD"), !keep && isPersistent(), ByteBufAllocator.DEFAULT));
        exchangeEnded(keep, !head.hasContent());
    }

    private void reject(HttpRejection rejection, Audience audience) {
        handler.onRejected(rejection.code(), rejection.detail(), this);
        answerFailure(rejection.code(), rejection.detail(), "", audience, false);
    }

    /** Answers with a failure of ours; {@code keep} tells that the connection is still in step. */
    void answerFailure(ErrorCode code, String message, String requestId, Audience audience, boolean keep) {
        boolean stays = keep && !draining;
        Answer answer = ErrorAnswer.of(code, message, requestId, audience);
        link.write(answer.render(audience.toHead(), !stays && isPersistent(), ByteBufAllocator.DEFAULT));
        exchangeEnded(stays, false);
    }

    /**
     * The exchange is over.
     *
     * @param keep whether the connection is in step and may carry another one
     * @param inStep whether the request was read to its end
     */
    void exchangeEnded(boolean keep, boolean inStep) {
        exchange = null;
        if (!isPersistent()) {
            end();
            link.close();
            return;
        }
        if (keep && !draining) {
            state = State.READING;
            deadline.set(timeouts().keepAliveIdle());
            link.resumeReading();
            process();
            return;
        }
        if (clientFinished || (inStep && unread.isEmpty())) {
            end();
            link.close();
            return;
        }
        linger();
    }

    /** Ends our output, then reads and drops for a while, so that a reset does not destroy the answer (U6). */
    private void linger() {
        unread.release();
        state = State.LINGERING;
        deadline.set(timeouts().linger());
        link.finish();
        link.resumeReading();
    }

    /** Breaks off an answer that has begun so that the client can see it is not whole (U7). */
    void cut(boolean byReset) {
        exchange = null;
        end();
        if (byReset || !isPersistent() || !link.isWritable()) {
            link.abort();
        } else {
            link.close();
        }
    }

    /** The exchange became a byte pipe between the two links. */
    void upgraded(UpstreamLink upstream, ByteBuf fromUpstream, Pipe.Observer observer) {
        ByteBuf fromClient = unread.take();
        exchange = null;
        end();
        if (fromClient.isReadable()) {
            observer.onForward(fromClient);
            upstream.write(fromClient);
        } else {
            fromClient.release();
        }
        if (fromUpstream.isReadable()) {
            observer.onBackward(fromUpstream);
            link.write(fromUpstream);
        } else {
            fromUpstream.release();
        }
        LinkReceiver forward = Pipe.join(link, upstream, observer);
        if (clientFinished) {
            forward.onFinished();
        }
    }

    @Override
    public void onFinished() {
        clientFinished = true;
        switch (state) {
            case READING -> process();
            case EXCHANGE -> {
                if (exchange != null) {
                    exchange.onClientFinished();
                }
            }
            case LINGERING -> {
                end();
                link.close();
            }
            case MOVING, ENDED -> {}
        }
    }

    @Override
    public void onAborted(LinkFailure failure) {
        breakOff();
    }

    private void breakOff() {
        Exchange running = exchange;
        exchange = null;
        end();
        if (running != null) {
            running.onClientAborted();
        }
    }

    @Override
    public void onWritable() {
        if (exchange != null) {
            exchange.onClientWritable();
        } else if (state == State.READING) {
            link.resumeReading();
            process();
        }
    }

    private void onDeadline() {
        switch (state) {
            case EXCHANGE -> {
                if (exchange != null) {
                    exchange.onDeadline();
                }
            }
            case READING -> {
                if (!link.isWritable()) {
                    end();
                    link.abort();
                } else if (unread.hasBegun()) {
                    reject(
                            new HttpRejection(
                                    ErrorCode.HEADER_TIMEOUT,
                                    "the request head was not whole within "
                                            + timeouts().header().toMillis() + " ms"),
                            Audience.PLAIN);
                } else {
                    end();
                    link.close();
                }
            }
            case LINGERING -> {
                end();
                link.close();
            }
            case MOVING, ENDED -> {}
        }
    }

    private void end() {
        if (state != State.ENDED) {
            state = State.ENDED;
            deadline.stop();
            unread.release();
            ended.run();
        }
    }
}
