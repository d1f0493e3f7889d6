// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.session;

import dev.adit.http.ErrorCode;
import dev.adit.server.refusal.Refusal;
import dev.adit.server.refusal.RefusalLog;
import dev.adit.server.refusal.Surface;
import dev.adit.wire.ControlChannel;
import dev.adit.wire.ControlMessage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the server says on a session's control stream, which the agent may open late or never; what it refuses there is
 * told to the log too. Confined to the session's event loop.
 */
final class ControlReplies {
    private final RefusalLog refusals;
    private final String session;
    private final String address;
    private @Nullable ControlChannel channel;
    private boolean over;

    /**
     * @param session the session's id
     * @param address the agent's address
     */
    ControlReplies(RefusalLog refusals, String session, String address) {
        this.refusals = refusals;
        this.session = session;
        this.address = address;
    }

    /** The agent has opened the stream. */
    void open(ControlChannel opened) {
        channel = opened;
    }

    boolean isOpen() {
        return channel != null;
    }

    /** The session is over: nothing is said any more. */
    void end() {
        over = true;
    }

    void send(ControlMessage message) {
        if (channel != null && !over) {
            channel.send(message);
        }
    }

    /**
     * Refuses for good.
     *
     * @param number the claim's; 0 for the whole session
     */
    void refuse(int number, ErrorCode code, String message) {
        refuse(number, new Admission.Refusal(code, message, Optional.empty()));
    }

    void refuse(int number, Admission.Refusal refusal) {
        ErrorCode code = refusal.code();
        refusals.log(Refusal.refused(Surface.SESSION, code, address, session + "/" + number, refusal.message()));
        send(new ControlMessage.Refused(number, code.code(), code.status(), refusal.message(), refusal.retryAfter()));
    }
}
