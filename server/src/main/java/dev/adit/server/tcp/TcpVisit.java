// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.tcp;

import dev.adit.http.ErrorCode;
import dev.adit.http.LinkFailure;
import dev.adit.http.Pipe;
import dev.adit.server.refusal.Refusal;
import dev.adit.server.refusal.RefusalLog;
import dev.adit.server.refusal.Surface;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/**
 * One visitor's connection to a TCP tunnel, as the log tells of it when it is refused or the tunnel's side breaks.
 * Confined to the connection's loop.
 */
final class TcpVisit implements Pipe.Observer {
    private final RefusalLog refusals;
    private final InetSocketAddress visitor;
    private final String name;
    private final String tunnel;
    private final Runnable ended;

    /**
     * @param number a number of the connection, unique in this process
     * @param ended told when a joined connection is over
     */
    TcpVisit(RefusalLog refusals, InetSocketAddress visitor, long number, String tunnel, Runnable ended) {
        this.refusals = refusals;
        this.visitor = visitor;
        this.tunnel = tunnel;
        this.ended = ended;
        name = "t" + Long.toHexString(number);
    }

    /** Who visits, behind a proxy whoever that one names. */
    InetSocketAddress visitor() {
        return visitor;
    }

    /** What the connection is called in the log. */
    String name() {
        return name;
    }

    void refused(ErrorCode code, String why) {
        log(Refusal.Outcome.REFUSED, code, why);
    }

    /** A visitor who breaks off has not been failed by us. */
    @Override
    public void onBroken(LinkFailure failure, boolean isFirst) {
        if (!isFirst) {
            log(Refusal.Outcome.FAILED, failure.code(), failure.detail());
        }
    }

    @Override
    public void onEnd(boolean broken) {
        ended.run();
    }

    private void log(Refusal.Outcome outcome, ErrorCode code, String why) {
        String peer = NetUtil.toAddressString(visitor.getAddress());
        refusals.log(new Refusal(Surface.TCP, outcome, code, peer, name, tunnel, why));
    }
}
