// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
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
    private final ExchangeReport report;
    private final Audience audience;
    private final BodyReader requestBody;
    private final SentRequest request;
    private final @Nullable ClientPace pace;
    private final ResponseReader responses;
    private final SentResponse response;
    private @Nullable Retry retry;
    private boolean over;
    private int stalledDeadlines;

    Exchange(Downstream client, MessageHead head, Dispatch.Forward forward) {
        this.client = client;
        report = new ExchangeReport(forward.observer(), client.clock());
        audience = Audience.of(head);
        response = new SentResponse(client, head, forward.response());
        HttpLimits limits = client.settings().limits();
        requestBody = new BodyReader(BodyFraming.ofRequest(head), limits, ErrorCode.BAD_CHUNK);
        responses = new ResponseReader(this, limits, audience.toHead());
        ClientLimits rates = client.settings().client();
        pace = rates.hasRates() ? new ClientPace(rates, client.clock(), client.link(), this::fail) : null;
        report.onRequest(head);
        boolean upgrade = head.asksForWebSocket();
        ByteBuf rendered = RequestHeadWriter.write(head, forward.request(), upgrade, ByteBufAllocator.DEFAULT);
        request = new SentRequest(head, forward, this);
        request.begin(rendered);
        if (requestBody.ended()) {
            endRequest();
        } else {
            client.deadline().set(timeouts().requestBodyIdle());
        }
    }

    private void end() {
        over = true;
        if (pace != null) {
            pace.stop();
        }
    }

    private HttpTimeouts timeouts() {
        return client.settings().timeouts();
    }

    boolean requestEnded() {
        return request.isEnded();
    }

    boolean isOver() {
        return over;
    }

    /** Takes request content off the buffer, up to the end of the request; does not release it. */
    void onRequestBytes(ByteBuf in) {
        client.deadline().touch();
        if (pace != null) {
            pace.onBody(in.readableBytes());
        }
        try {
            requestBody.read(in, this::forwardContent);
        } catch (HttpRejection rejection) {
            fail(rejection.code(), rejection.detail());
            return;
        }
        refuseAnnounced();
        if (over) {
            return;
        }
        if (requestBody.ended()) {
            request.endBody(requestBody.trailers());
            endRequest();
        } else if (!request.upstream().isWritable()) {
            client.link().pauseReading();
            bodyPaused();
        }
    }

    /** The client's body is not read for a while, or is whole: its pace does not count. */
    void bodyPaused() {
        if (pace != null) {
            pace.onBodyPaused();
        }
    }

    private void forwardContent(ByteBuf content) {
        long most = client.settings().limits().bodyBytes();
        boolean tooLong = most > 0 && report.requestBytes() + content.readableBytes() > most;
        if (over || tooLong) {
            report.onRefusedContent(content);
            content.release();
            failTooLarge(most);
            return;
        }
        report.onRequestContent(content);
        request.write(content);
    }

    /** A chunk whose size breaks the limit is refused for that size, whether its content comes or not (PE-27). */
    private void refuseAnnounced() {
        long most = client.settings().limits().bodyBytes();
        if (most > 0 && requestBody.announcedBytes() > most - report.requestBytes()) {
            failTooLarge(most);
        }
    }

    private void failTooLarge(long most) {
        fail(ErrorCode.BODY_TOO_LARGE, "the body is longer than the " + most + " bytes the server allows");
    }

    private void endRequest() {
        request.end();
        bodyPaused();
        if (!response.hasBegun()) {
            client.deadline().set(timeouts().responseHead());
        }
    }

    /** The client ended its output. A whole request is still answered; a broken one is not passed on as whole. */
    void onClientFinished() {
        if (!request.isEnded()) {
            fail(ErrorCode.BAD_BODY, "the request body ended before its announced end");
        }
    }

    void onClientAborted() {
        if (!over) {
            end();
            request.abort();
            responses.release();
            report.onEnd(ExchangeEnd.Outcome.ABORTED, ExchangeEnd.CLIENT_GONE, Optional.empty(), "the client left");
        }
    }

    void onClientWritable() {
        request.upstream().resumeReading();
    }

    void onDeadline() {
        HttpTimeouts timeouts = timeouts();
        if (response.hasBegun()) {
            fail(ErrorCode.EXCHANGE_IDLE, "no byte either way for " + HttpTimeouts.text(timeouts.exchangeIdle()));
        } else if (request.isEnded()) {
            fail(
                    ErrorCode.EXCHANGE_IDLE,
                    "the service did not begin an answer within " + HttpTimeouts.text(timeouts.responseHead()));
        } else if (request.upstream().isWritable()) {
            fail(ErrorCode.BODY_TIMEOUT, "no byte of the body for " + HttpTimeouts.text(timeouts.requestBodyIdle()));
        } else {
            // We pause the client because the upstream takes nothing: that is the upstream's time (section 0).
            client.deadline().set(timeouts.responseHead());
            stalledDeadlines++;
            if (stalledDeadlines > 1) {
                fail(ErrorCode.EXCHANGE_IDLE, "the service took no byte of the body");
            }
        }
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        if (over) {
            bytes.release();
            return;
        }
        client.deadline().touch();
        request.forget();
        try {
            responses.read(bytes);
        } catch (HttpRejection rejection) {
            fail(ErrorCode.SERVICE_PROTOCOL, rejection.detail());
        }
        if (!over && !client.link().isWritable()) {
            request.upstream().pauseReading();
        }
    }

    @Override
    public void onFinished() {
        if (over) {
            return;
        }
        if (!response.hasBegun()) {
            retryOrFail(ErrorCode.SERVICE_RESET, "the service closed the connection before it answered");
            return;
        }
        if (!responses.inputFinished()) {
            fail(ErrorCode.SERVICE_RESET, "the service closed the connection within its answer");
        }
    }

    @Override
    public void onAborted(LinkFailure failure) {
        if (over) {
            return;
        }
        if (failure.leavesOthers()) {
            retryOrFail(failure.code(), failure.detail());
        } else {
            fail(failure.code(), failure.detail());
        }
    }

    @Override
    public void onWritable() {
        if (!over && !request.isEnded()) {
            resumeRequest();
        }
    }

    /** The upstream takes more of the request: from now on it is the client's time again. */
    private void resumeRequest() {
        stalledDeadlines = 0;
        if (!response.hasBegun()) {
            client.deadline().set(timeouts().requestBodyIdle());
        } else {
            client.deadline().touch();
        }
        client.link().resumeReading();
    }

    private void retryOrFail(ErrorCode code, String detail) {
        if (response.hasBegun() || responses.hasBegun()) {
            fail(code, detail);
            return;
        }
        if (retry == null) {
            retry = new Retry(this, client, request);
        }
        retry.onLinkFailed(code, detail);
    }

    /** The request was sent once more, on another link. */
    void onSentAgain() {
        if (request.isEnded()) {
            client.deadline().set(timeouts().responseHead());
        } else {
            resumeRequest();
        }
    }

    /** An interim response, to be passed on when the client can understand it. */
    void onInterim(MessageHead head, boolean passes) {
        report.onResponse(head);
        if (passes) {
            response.interim(head);
        }
    }

    /** 101: from here on both links carry bytes of another protocol; {@code leftover} came right behind the head. */
    void onSwitch(MessageHead head, ByteBuf leftover) throws HttpRejection {
        if (!request.isUpgrade() || !head.upgradeWebSocket || !head.connectionUpgrade) {
            leftover.release();
            throw new HttpRejection(ErrorCode.SERVICE_PROTOCOL, "the service switched protocols unasked");
        }
        end();
        report.onResponse(head);
        response.switchProtocols(head);
        new Upgrade(report).join(client, request.upstream(), leftover);
    }

    /** The final response begins. */
    void onHead(MessageHead head, BodyFraming framing) {
        report.onResponse(head);
        head.keepAliveTimeout().ifPresent(request.upstream()::onKeepAlive);
        response.begin(head, framing, request.isEnded());
        request.endRefusedUpgrade();
        if (pace != null) {
            pace.onAnswer();
        }
        client.deadline().set(timeouts().exchangeIdle());
    }

    void onContent(ByteBuf content) {
        report.onResponseContent(content);
        if (pace != null) {
            pace.onAnswered(content.readableBytes());
        }
        response.write(content);
    }

    /** The response is whole. */
    void onResponseEnd(Trailers trailers, boolean upstreamKeeps) {
        response.end(trailers);
        end();
        boolean inStep = request.isEnded();
        if (inStep) {
            request.upstream().release(upstreamKeeps);
            request.forget();
        } else {
            request.abort();
        }
        report.onEnd(ExchangeEnd.Outcome.COMPLETE, Optional.empty(), "");
        client.exchangeEnded(inStep && response.keeps(), inStep);
    }

    /** Ends the exchange for a failure: an answer of ours when none has begun, else a cut. */
    void fail(ErrorCode code, String detail) {
        if (over) {
            return;
        }
        end();
        request.abort();
        responses.release();
        if (response.hasBegun()) {
            report.onEnd(ExchangeEnd.Outcome.TRUNCATED, Optional.of(code), detail);
            response.cut();
            return;
        }
        report.onEnd(ExchangeEnd.Outcome.FAILED, code.status(), Optional.of(code), detail);
        Answer answer = ErrorAnswer.of(code, detail, report.requestId(), audience);
        client.answer(answer, audience.toHead(), request.isEnded() && response.clientKeeps(), false);
    }
}
