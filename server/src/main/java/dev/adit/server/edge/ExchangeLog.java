// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.ErrorCode;
import dev.adit.http.ExchangeEnd;
import dev.adit.http.ExchangeObserver;
import dev.adit.http.FieldName;
import dev.adit.http.MessageHead;
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

    private final Visitor visitor;
    private final String tunnel;
    private final String requestId;
    private final boolean agentTrusted;
    private final Upgrades upgrades;
    private Optional<ErrorCode> agentFailure = Optional.empty();

    ExchangeLog(Visitor visitor, String tunnel, String requestId, boolean agentTrusted, Upgrades upgrades) {
        this.visitor = visitor;
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
                    visitor.peerText(),
                    end.outcome(),
                    end.status(),
                    end.requestBytes(),
                    end.responseBytes(),
                    end.duration().toMillis());
        }
    }

    private void failed(ExchangeEnd end, ErrorCode code) {
        String line = requestId + " " + tunnel + " from " + visitor.peerText() + ": " + end.outcome() + " "
                + code.code() + " "
                + (end.detail().isEmpty() ? "as the agent says" : end.detail());
        switch (code.level()) {
            case DEBUG -> LOG.debug(line);
            case INFO -> LOG.info(line);
            case WARN -> LOG.warn(line);
            case ERROR -> LOG.error(line);
        }
    }
}
