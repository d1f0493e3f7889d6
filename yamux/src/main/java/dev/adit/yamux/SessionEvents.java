// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.yamux;

import java.util.Optional;

/** What a session tells its carrier; every call comes on the session's event loop with the session consistent. */
public interface SessionEvents {
    /**
     * The peer opened a stream. The answer hears the stream's events, beginning with the bytes of its first frame.
     * Empty refuses it: it is reset, and more than {@link Limits#refusedOpens} in a row end the session (Y-20).
     */
    Optional<StreamEvents> onStream(Stream stream);

    /**
     * Something waits to be sent and no drain is due: the carrier drains once at the end of its turn. Not called again
     * before the next {@link Session#drain}; a carrier that could not drain everything, because it was not writable
     * or because of {@code maxBytes}, drains again by itself while {@link Session#hasPending}.
     */
    void onPending();

    /** The peer said GoAway: no stream may be opened any more. A code other than NORMAL is followed by onClosed. */
    void onGoAway(GoAwayCode code);

    /** The session is over and all streams were told; last call, once. The carrier drains what is left and closes. */
    void onClosed(SessionEnd end);
}
