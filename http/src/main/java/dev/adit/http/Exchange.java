// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request with all its responses, between a client's connection and an upstream link. It ends when both messages
 * have ended or one side broke. Confined to the event loop that both share.
 *
 * <p>The two directions run side by side: an answer may begin, and even end, before the request is whole (H1-18).
 * Before the answer's head has gone out a failure is an answer of ours; after it, a cut that the client can see (U7).
 */
final class Exchange implements LinkReceiver {
    private final Downstream client;
    private final Dispatch.Forward forward;
    private final ExchangeObserver observer;
    private final Audience audience;
    private final boolean clientKeeps;
    private final boolean http10;
    private final boolean upgrade;
    private final boolean expectsContinue;
    private final long startedNanos;
    private final BodyReader requestBody;
    private final Replay replay;
    private final ResponseReader responses;
    private UpstreamLink upstream;
    private BodyWriter requestOut;
    private @Nullable BodyWriter responseOut;
    private long requestBytes;
    private long responseBytes;
    private int status;
    private boolean requestEnded;
    private boolean cutNeedsReset;
    private boolean over;
    private int stalledDeadlines;

    Exchange(Downstream client, MessageHead head, Dispatch.Forward forward) {
        this.client = client;
        this.forward = forward;
        observer = forward.observer();
        audience = Audience.of(head);
        http10 = head.isHttp10();
        clientKeeps = !http10 && !head.endsConnection();
        upgrade = head.asksForWebSocket();
        expectsContinue = head.expectContinue && !http10;
        startedNanos = client.clock().nanoTime();
        HttpLimits limits = client.settings().limits();
        requestBody = new BodyReader(BodyFraming.ofRequest(head), limits, ErrorCode.BAD_CHUNK);
        responses = new ResponseReader(this, limits, audience.toHead());
        observer.onRequest(head);
        ByteBuf rendered = RequestHeadWriter.write(head, forward.request(), upgrade, allocator());
        boolean chunked = head.chunked;
        boolean repeatable = Replay.mayRepeat(head);
        upstream = forward.source().open(this, false);
        replay = upstream.isReused() && repeatable ? Replay.keeping(rendered, chunked) : Replay.none(chunked);
        upstream.write(rendered);
        requestOut = new BodyWriter(upstream, chunked, allocator());
        if (requestBody.ended()) {
            endRequest();
        } else {
            client.deadline().set(client.settings().timeouts().requestBodyIdle());
        }
    }

    private ByteBufAllocator allocator() {
        return ByteBufAllocator.DEFAULT;
    }

    boolean requestEnded() {
        return requestEnded;
    }

    boolean isOver() {
        return over;
    }

    // The request, from the client to the upstream.

    /** Takes request content off the buffer, up to the end of the request; does not release it. */
    void onRequestBytes(ByteBuf in) {
        client.deadline().touch();
        try {
            requestBody.read(in, this::forwardContent);
        } catch (HttpRejection rejection) {
            fail(rejection.code(), rejection.detail());
            return;
        }
        if (over) {
            return;
        }
        if (requestBody.ended()) {
            requestOut.end(requestBody.trailers());
            replay.forget();
            endRequest();
        } else if (!upstream.isWritable()) {
            client.link().pauseReading();
        }
    }

    private void forwardContent(ByteBuf content) {
        requestBytes += content.readableBytes();
        long most = client.settings().limits().bodyBytes();
        if (most > 0 && requestBytes > most) {
            content.release();
            fail(ErrorCode.BODY_TOO_LARGE, "the body is longer than the " + most + " bytes the server allows");
            return;
        }
        if (over) {
            content.release();
            return;
        }
        observer.onRequestContent(content);
        replay.add(content);
        requestOut.write(content);
    }

    private void endRequest() {
        requestEnded = true;
        if (!upgrade) {
            upstream.endRequest();
        }
        if (responseOut == null) {
            client.deadline().set(client.settings().timeouts().responseHead());
        }
    }

    /** The client ended its output. A whole request is still answered; a broken one is not passed on as whole. */
    void onClientFinished() {
        if (!requestEnded) {
            fail(ErrorCode.BAD_BODY, "the request body ended before its announced end");
        }
    }

    void onClientAborted() {
        if (!over) {
            over = true;
            upstream.abort();
            replay.forget();
            responses.release();
            end(ExchangeEnd.Outcome.ABORTED, ExchangeEnd.CLIENT_GONE, Optional.empty(), "the client left");
        }
    }

    void onClientWritable() {
        upstream.resumeReading();
    }

    void onDeadline() {
        HttpTimeouts timeouts = client.settings().timeouts();
        if (responseOut != null) {
            fail(ErrorCode.EXCHANGE_IDLE, "no byte either way for " + text(timeouts.exchangeIdle()));
        } else if (requestEnded) {
            fail(
                    ErrorCode.EXCHANGE_IDLE,
                    "the service did not begin an answer within " + text(timeouts.responseHead()));
        } else if (upstream.isWritable()) {
            fail(ErrorCode.BODY_TIMEOUT, "no byte of the body for " + text(timeouts.requestBodyIdle()));
        } else {
            // We pause the client because the upstream takes nothing: that is the upstream's time (section 0).
            client.deadline().set(timeouts.responseHead());
            stalledDeadlines++;
            if (stalledDeadlines > 1) {
                fail(ErrorCode.EXCHANGE_IDLE, "the service took no byte of the body");
            }
        }
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    // The upstream's side.

    @Override
    public void onBytes(ByteBuf bytes) {
        if (over) {
            bytes.release();
            return;
        }
        client.deadline().touch();
        replay.forget();
        try {
            responses.read(bytes);
        } catch (HttpRejection rejection) {
            fail(ErrorCode.SERVICE_PROTOCOL, rejection.detail());
        }
        if (!over && !client.link().isWritable()) {
            upstream.pauseReading();
        }
    }

    @Override
    public void onFinished() {
        if (over) {
            return;
        }
        if (responseOut == null) {
            retryOrFail(ErrorCode.SERVICE_RESET, "the service closed the connection before it answered");
            return;
        }
        if (!responses.inputFinished()) {
            fail(ErrorCode.SERVICE_RESET, "the service closed the connection within its answer");
        }
    }

    @Override
    public void onAborted(LinkFailure failure) {
        if (!over) {
            retryOrFail(failure.code(), failure.detail());
        }
    }

    @Override
    public void onWritable() {
        if (!over && !requestEnded) {
            resumeRequest();
        }
    }

    /** The upstream takes more of the request: from now on it is the client's time again. */
    private void resumeRequest() {
        stalledDeadlines = 0;
        if (responseOut == null) {
            client.deadline().set(client.settings().timeouts().requestBodyIdle());
        } else {
            client.deadline().touch();
        }
        client.link().resumeReading();
    }

    /** A reused connection may have died while it idled: a repeatable request goes once more, on a new one. */
    private void retryOrFail(ErrorCode code, String detail) {
        if (responseOut != null || !replay.isWhole() || responses.hasBegun()) {
            fail(code, detail);
            return;
        }
        upstream.abort();
        upstream = forward.source().open(this, true);
        requestOut = replay.onto(upstream, allocator());
        if (!requestEnded) {
            resumeRequest();
        } else if (!upgrade) {
            upstream.endRequest();
        }
    }

    // What the response reader finds.

    /** An interim response, to be passed on when the client can understand it. */
    void onInterim(MessageHead head, boolean passes) {
        observer.onResponse(head);
        if (!http10 && passes) {
            client.link().write(ResponseHeadWriter.write(head, false, false, forward.response(), allocator()));
        }
    }

    /** 101: from here on both links carry bytes of another protocol; {@code leftover} came right behind the head. */
    void onSwitch(MessageHead head, ByteBuf leftover) throws HttpRejection {
        if (!upgrade || !head.upgradeWebSocket || !head.connectionUpgrade) {
            leftover.release();
            throw new HttpRejection(ErrorCode.SERVICE_PROTOCOL, "the service switched protocols unasked");
        }
        over = true;
        status = head.status;
        observer.onResponse(head);
        client.link().write(ResponseHeadWriter.write(head, false, false, forward.response(), allocator()));
        new Upgrade(this).join(client, upstream, leftover);
    }

    void upgradeEnded(long forwardBytes, long backwardBytes) {
        requestBytes = forwardBytes;
        responseBytes = backwardBytes;
        end(ExchangeEnd.Outcome.UPGRADED, status, Optional.empty(), "");
    }

    ExchangeObserver observer() {
        return observer;
    }

    /** The final response begins. */
    void onHead(MessageHead head, BodyFraming framing) {
        status = head.status;
        observer.onResponse(head);
        head.keepAliveTimeout().ifPresent(upstream::onKeepAlive);
        boolean unbounded = framing instanceof BodyFraming.Chunked || framing instanceof BodyFraming.UntilClose;
        boolean chunked = unbounded && !http10;
        cutNeedsReset = unbounded && http10;
        boolean refusesBody = !requestEnded && (expectsContinue || status >= 400);
        boolean close = client.settings().persistent() && (!clientKeeps || refusesBody || client.isDraining());
        client.link().write(ResponseHeadWriter.write(head, chunked, close, forward.response(), allocator()));
        responseOut = new BodyWriter(client.link(), chunked, allocator());
        if (upgrade) {
            upstream.endRequest();
        }
        client.deadline().set(client.settings().timeouts().exchangeIdle());
    }

    void onContent(ByteBuf content) {
        responseBytes += content.readableBytes();
        observer.onResponseContent(content);
        if (responseOut == null) {
            throw new IllegalStateException("content before a head");
        }
        responseOut.write(content);
    }

    /** The response is whole. */
    void onResponseEnd(Trailers trailers, boolean upstreamKeeps) {
        if (responseOut == null) {
            throw new IllegalStateException("an end before a head");
        }
        responseOut.end(trailers);
        over = true;
        if (requestEnded) {
            upstream.release(upstreamKeeps);
        } else {
            upstream.abort();
        }
        replay.forget();
        boolean keep = requestEnded && clientKeeps;
        end(ExchangeEnd.Outcome.COMPLETE, status, Optional.empty(), "");
        client.exchangeEnded(keep, requestEnded);
    }

    /** Ends the exchange for a failure: an answer of ours when none has begun, else a cut. */
    void fail(ErrorCode code, String detail) {
        if (over) {
            return;
        }
        over = true;
        upstream.abort();
        replay.forget();
        responses.release();
        if (responseOut != null) {
            end(ExchangeEnd.Outcome.TRUNCATED, status, Optional.of(code), detail);
            client.cut(cutNeedsReset);
            return;
        }
        end(ExchangeEnd.Outcome.FAILED, code.status(), Optional.of(code), detail);
        Answer answer = ErrorAnswer.of(code, detail, observer.requestId(), audience);
        client.answer(answer, audience.toHead(), requestEnded && clientKeeps, false);
    }

    private void end(ExchangeEnd.Outcome outcome, int endStatus, Optional<ErrorCode> failure, String detail) {
        Duration duration = Duration.ofNanos(client.clock().nanoTime() - startedNanos);
        observer.onEnd(new ExchangeEnd(outcome, endStatus, failure, detail, requestBytes, responseBytes, duration));
    }
}
