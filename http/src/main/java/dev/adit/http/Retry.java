// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.channel.EventLoop;
import java.time.Duration;

/**
 * The retries of a request whose link failed before anything of an answer came (RFC 9110 section 9.2.2): on another link
 * of the same source, or, when its agent was lost, with the agent after it, on the event loop of that one. That agent may
 * have the name and not yet its carrier, so it is asked for a second; what the client sends meanwhile is kept.
 *
 * <p>Made when a first link failed, which few exchanges see. Confined to the event loop of the client's link, which
 * changes when the request goes to another agent.
 */
final class Retry {
    private static final Duration ASK_AGAIN = Duration.ofMillis(20);
    private static final int MOST_ASKED = 50;

    private final Exchange exchange;
    private final Downstream client;
    private final SentRequest request;
    private int asked;

    Retry(Exchange exchange, Downstream client, SentRequest request) {
        this.exchange = exchange;
        this.client = client;
        this.request = request;
    }

    /** The link failed so: the request goes again where it may, else the exchange fails for it. */
    void onLinkFailed(ErrorCode code, String detail) {
        if (request.mayGoAgain()) {
            request.goAgain();
            exchange.onSentAgain();
        } else {
            request.leave(code).ifPresentOrElse(this::moveTo, () -> exchange.fail(code, detail));
        }
    }

    private void moveTo(EventLoop loop) {
        exchange.bodyPaused();
        client.moveExchange(loop, this::ask);
    }

    private void ask() {
        if (exchange.isOver()) {
            return;
        }
        if (request.goElsewhere()) {
            exchange.onSentAgain();
        } else if (asked++ < MOST_ASKED) {
            client.clock().after(ASK_AGAIN, client.link().executor(), this::ask);
        } else {
            exchange.fail(ErrorCode.AGENT_LOST, "the agent was lost, and the one after it is not ready");
        }
    }
}
