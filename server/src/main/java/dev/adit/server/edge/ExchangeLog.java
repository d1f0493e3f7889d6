// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import dev.adit.http.ErrorCode;
import dev.adit.http.ExchangeEnd;
import dev.adit.http.ExchangeObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one log line of an exchange: at debug when all went well, else as loud as its failure. Confined to its loop. */
final class ExchangeLog implements ExchangeObserver {
    private static final Logger LOG = LoggerFactory.getLogger("dev.adit.server.exchange");

    private final Visitor visitor;
    private final String tunnel;
    private final String requestId;

    ExchangeLog(Visitor visitor, String tunnel, String requestId) {
        this.visitor = visitor;
        this.tunnel = tunnel;
        this.requestId = requestId;
    }

    @Override
    public String requestId() {
        return requestId;
    }

    @Override
    public void onEnd(ExchangeEnd end) {
        if (end.failure().isPresent()) {
            failed(end, end.failure().get());
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
                + code.code() + " " + end.detail();
        switch (code.level()) {
            case DEBUG -> LOG.debug(line);
            case INFO -> LOG.info(line);
            case WARN -> LOG.warn(line);
            case ERROR -> LOG.error(line);
        }
    }
}
