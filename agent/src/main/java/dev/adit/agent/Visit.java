// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.wire.StreamPreamble;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What is known of the visitor behind a stream. Immutable.
 *
 * @param checked whether the server has checked the visitor and told the service about it; an Exio server does neither
 * @param address empty when the server does not tell
 * @param requestId empty when the server does not tell
 */
record Visit(boolean checked, Optional<InetSocketAddress> address, boolean overTls, String requestId) {
    /** A visitor of an Exio server. */
    static final Visit UNTOLD = new Visit(false, Optional.empty(), true, "");

    static Visit of(StreamPreamble preamble) {
        return new Visit(true, preamble.visitor(), preamble.overTls(), preamble.requestId());
    }

    /** The address as text, without the port. */
    String remoteAddress() {
        return address.map(at -> NetUtil.toAddressString(at.getAddress())).orElse("");
    }
}
