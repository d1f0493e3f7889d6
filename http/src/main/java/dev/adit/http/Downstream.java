// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/1.1 connection on which requests come in: one head is read after another and decided, one exchange runs at
 * a time, and answers leave in order (H1-16). Confined to its link's event loop.
 *
 * <pre>
 * READING --head--> EXCHANGE --both whole--> READING
 *    |                 |-- client must close --> LINGERING --FIN, cap or 1 s--> ENDED
 *    |-- other loop --> MOVING --answers have left--> READING
 *                          |-- they do not leave --> ENDED
 * EXCHANGE --its agent is lost, another is on another loop--> MOVING --> EXCHANGE
 * </pre>
 *
 * <p>What is done within a state is in an object of its own: {@link RequestReader}, {@link Exchange} and
 * {@link Linger}; here are the changes between them.
 */
public final class Downstream implements LinkReceiver {
    /**
     * What a connection is allowed.
     *
     * @param limits sizes
     * @param timeouts durations
     * @param persistent whether more requests may follow the first; a stream carries one
     * @param client what its client has to keep to
     */
    public record Settings(HttpLimits limits, HttpTimeouts timeouts, boolean persistent, ClientLimits client) {}

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
    private final Deadline deadline;
    private final Runnable ended;
    private final Unread unread = new Unread();
    private final RequestReader requests;
    private State state = State.READING;
    private @Nullable Exchange exchange;
    private @Nullable Linger linger;
    private boolean clientFinished;
    private boolean draining;

    /**
     * @param ended told once when the connection is over or was taken away
     */
    public Downstream(Link link, Settings settings, Clock clock, RequestHandler handler, Runnable ended) {
        this.link = link;
        this.settings = settings;
        this.clock = clock;
        this.ended = ended;
        requests = new RequestReader(this, unread, handler);
        deadline = new Deadline(clock, link, this::onDeadline);
    }

    /** Begins to read requests. */
    public void start() {
        HttpTimeouts timeouts = settings.timeouts();
        deadline.set(settings.persistent() ? timeouts.keepAliveIdle() : timeouts.header());
        link.receiver(this);
    }

    /** The link below. */
    public Link link() {
        return link;
    }

    Settings settings() {
        return settings;
    }

    Clock clock() {
        return clock;
    }

    Deadline deadline() {
        return deadline;
    }

    boolean isReading() {
        return state == State.READING;
    }

    boolean isDraining() {
        return draining;
    }

    boolean hasClientFinished() {
        return clientFinished;
    }

    /** The request that is about to be decided is the last one; the connection ends behind its answer. */
    void onLastRequest() {
        draining = true;
    }

    /** Takes no further request: an idle connection closes now, a busy one after its exchange. */
    public void drain() {
        draining = true;
        if (isReading() && unread.isEmpty()) {
            endAndClose();
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
            case READING -> requests.onBytes(bytes);
            case MOVING -> unread.add(bytes);
            case LINGERING, ENDED -> passOn(bytes);
        }
    }

    private void onExchangeBytes(ByteBuf bytes) {
        Exchange running = exchange;
        if (running != null && !running.requestEnded() && unread.isEmpty()) {
            running.onRequestBytes(bytes);
        }
        if (state == State.LINGERING || state == State.ENDED) {
            passOn(bytes);
        } else {
            requests.onBytes(bytes);
        }
    }

    /** What is left of bytes in whose midst the requests ended. */
    private void passOn(ByteBuf bytes) {
        if (linger == null) {
            bytes.release();
        } else {
            linger.onBytes(bytes);
        }
    }

    void move(Dispatch.Move move) {
        moveTo(move.loop(), () -> {
            state = State.READING;
            requests.read();
        });
    }

    /** Moves with the exchange that runs; nothing of its answer has begun, and no link of it is open meanwhile. */
    void moveExchange(EventLoop loop, Runnable arrived) {
        if (loop.inEventLoop()) {
            arrived.run();
            return;
        }
        moveTo(loop, () -> {
            state = State.EXCHANGE;
            Exchange running = exchange;
            arrived.run();
            if (running != null && exchange == running) {
                carryOn(running, unread.take());
            }
        });
    }

    /** To another event loop, once all answers have left; a client that does not take them has as long as between two. */
    private void moveTo(EventLoop loop, Runnable arrived) {
        if (!(link instanceof SocketLink socket)) {
            throw new IllegalStateException("only a socket can move to another event loop");
        }
        state = State.MOVING;
        deadline.set(settings.timeouts().keepAliveIdle());
        socket.moveTo(loop, deadline::stop, () -> {
            if (state == State.MOVING) {
                arrived.run();
            }
        });
    }

    void forward(Dispatch.Forward forward, MessageHead head) {
        state = State.EXCHANGE;
        ByteBuf behindHead = unread.take();
        Exchange running = new Exchange(this, head, forward);
        exchange = running;
        carryOn(running, behindHead);
    }

    private void carryOn(Exchange running, ByteBuf bytes) {
        onExchangeBytes(bytes);
        if (clientFinished && exchange == running) {
            running.onClientFinished();
        }
    }

    /** The link leaves HTTP: whoever asks has it from now on. Gives away what was not read yet. */
    ByteBuf leave() {
        ByteBuf leftover = unread.take();
        exchange = null;
        end();
        return leftover;
    }

    /**
     * Answers with an answer of ours.
     *
     * @param keep whether the connection is in step and may carry another exchange
     * @param inStep whether the request was read to its end
     */
    void answer(Answer answer, boolean toHead, boolean keep, boolean inStep) {
        boolean close = (!keep || draining) && settings.persistent();
        link.write(answer.render(toHead, close, ByteBufAllocator.DEFAULT));
        exchangeEnded(keep, inStep);
    }

    /** The exchange is over; see {@link #answer}. */
    void exchangeEnded(boolean keep, boolean inStep) {
        exchange = null;
        if (!settings.persistent()) {
            endAndClose();
        } else if (keep && !draining) {
            state = State.READING;
            deadline.set(settings.timeouts().keepAliveIdle());
            link.resumeReading();
            requests.read();
        } else if (clientFinished || (inStep && unread.isEmpty())) {
            endAndClose();
        } else {
            linger();
        }
    }

    private void linger() {
        unread.release();
        deadline.stop();
        state = State.LINGERING;
        linger = new Linger(link, clock, settings.limits().lingerBytes(), this::endAndClose);
        linger.start(settings.timeouts().linger());
    }

    /** Breaks off an answer that has begun so that the client can see it is not whole (U7). */
    void cut(boolean byReset) {
        exchange = null;
        end();
        if (byReset || !link.isWritable()) {
            link.abort();
        } else {
            link.close();
        }
    }

    @Override
    public void onFinished() {
        clientFinished = true;
        switch (state) {
            case READING -> requests.read();
            case EXCHANGE -> {
                if (exchange != null) {
                    exchange.onClientFinished();
                }
            }
            case MOVING, LINGERING, ENDED -> {}
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
        if (state == State.EXCHANGE && exchange != null) {
            exchange.onClientWritable();
        } else if (isReading()) {
            requests.onWritable();
        }
    }

    private void onDeadline() {
        switch (state) {
            case EXCHANGE -> {
                if (exchange != null) {
                    exchange.onDeadline();
                }
            }
            case READING -> requests.onDeadline();
            case MOVING -> {
                breakOff();
                link.abort();
            }
            case LINGERING, ENDED -> {}
        }
    }

    /** Ends in order: what was written still leaves. */
    void endAndClose() {
        end();
        link.close();
    }

    /** Breaks off: what was written and has not left is dropped. */
    void endAndAbort() {
        end();
        link.abort();
    }

    private void end() {
        if (state != State.ENDED) {
            state = State.ENDED;
            deadline.stop();
            unread.release();
            if (linger != null) {
                linger.stop();
            }
            ended.run();
        }
    }
}
