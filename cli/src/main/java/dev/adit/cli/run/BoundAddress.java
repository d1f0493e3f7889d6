// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.run;

import dev.adit.wire.HostPort;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/** How a bound address prints: {@code 0.0.0.0:8080}, {@code [::1]:8080}. Stateless. */
final class BoundAddress {
    private BoundAddress() {}

    static String text(InetSocketAddress address) {
        String host = NetUtil.toAddressString(address.getAddress());
        return new HostPort(host, address.getPort()).toString();
    }
}
