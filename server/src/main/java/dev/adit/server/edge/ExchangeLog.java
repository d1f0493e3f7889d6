// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.ErrorCode;
import dev.adit.http.ExchangeEnd;
import dev.adit.http.ExchangeObserver;
import dev.adit.http.FieldName;
import dev.adit.http.MessageHead;
import dev.adit.server.refusal.Refusal;
import dev.adit.server.refusal.RefusalLog;
import dev.adit.server.refusal.Surface;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one log line of an exchange: at debug when all went well, else as loud as its failure, which may be one that our
 * agent named in its answer (U4); and its place among the upgraded connections, which have left HTTP but are waited for
 * when the server drains. Confined to its loop.
 */
final class ExchangeLog implements ExchangeObserver {
    private static final Logger LOG = LoggerFactory.getLogger("dev.adit.server.exchange");

    private static final int SWITCHING = 101;

    private final RefusalLog refusals;
    private final InetSocketAddress caller;
    private final String tunnel;
    private final String requestId;
    private final boolean agentTrusted;
    private final Upgrades upgrades;
    private Optional<ErrorCode> agentFailure = Optional.empty();

    /**
     * @param caller the visitor, behind a trusted proxy as that one names it
     */
    ExchangeLog(
            RefusalLog refusals,
            InetSocketAddress caller,
            String tunnel,
            String requestId,
            boolean agentTrusted,
            Upgrades upgrades) {
        this.refusals = refusals;
        this.caller = caller;
        this.tunnel = tunnel;
        this.requestId = requestId;
        this.agentTrusted = agentTrusted;
        this.upgrades = upgrades;
    }

    @Override
    public String requestId() {
        return requestId;
    }

    /** A 101 that reaches an observer is one to which both sides have agreed. */
    @Override
    public void onResponse(MessageHead head) {
        if (head.status() == SWITCHING) {
            upgrades.began();
        } else if (agentTrusted && head.status() >= 400) {
            agentFailure = head.value(FieldName.ADIT_ERROR).flatMap(ExchangeLog::named);
        }
    }

    private static Optional<ErrorCode> named(String code) {
        return Arrays.stream(ErrorCode.values())
                .filter(known -> known.code().equals(code))
                .findFirst();
    }

    @Override
    public void onEnd(ExchangeEnd end) {
        if (end.outcome() == ExchangeEnd.Outcome.UPGRADED) {
            upgrades.ended();
        }
        Optional<ErrorCode> failure = end.failure().or(() -> agentFailure);
        if (failure.isPresent()) {
            failed(end, failure.get());
        } else if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "{} {} from {}: {} {}, {} bytes in, {} out, {} ms",
                    requestId,
                    tunnel,
                    peer(),
                    end.outcome(),
                    end.status(),
                    end.requestBytes(),
                    end.responseBytes(),
                    end.duration().toMillis());
        }
    }

    private void failed(ExchangeEnd end, ErrorCode code) {
        boolean cut = end.outcome() == ExchangeEnd.Outcome.TRUNCATED;
        refusals.log(new Refusal(
                Surface.EDGE,
                cut ? Refusal.Outcome.TRUNCATED : Refusal.Outcome.FAILED,
                code,
                peer(),
                requestId,
                tunnel,
                end.detail().isEmpty() ? "as the agent says" : end.detail()));
    }

    private String peer() {
        return NetUtil.toAddressString(caller.getAddress());
    }
}
