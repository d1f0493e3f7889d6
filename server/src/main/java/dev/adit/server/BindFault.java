// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server;

import dev.adit.http.NetworkFault;
import java.io.IOException;

/** Why a listener cannot be bound, and what helps. Stateless. */
final class BindFault {
    /** Below it a port is the superuser's, unless the system was told otherwise. */
    private static final int FIRST_OPEN_PORT = 1_024;

    private BindFault() {}

    /** A host name that leads nowhere. */
    static IOException unknownHost(ListenAddress address, String option) {
        return new IOException("cannot listen on " + address + ": the host is unknown; write an address of this machine"
                + " to " + option + ", or none in front of the colon for all of them");
    }

    /**
     * What the system refused.
     *
     * @param option the flag that names the address
     */
    static IOException of(ListenAddress address, Throwable cause, String option) {
        String told = NetworkFault.told(cause);
        return new IOException("cannot listen on " + address + ": " + told + "; " + fix(address, told, option), cause);
    }

    /** The system's words are the only thing that all transports tell alike. */
    private static String fix(ListenAddress address, String told, String option) {
        if (told.startsWith("Permission denied") && address.port() < FIRST_OPEN_PORT) {
            return "ports below 1024 are not for every user; choose another with " + option
                    + ", or give the server CAP_NET_BIND_SERVICE";
        }
        if (told.startsWith("Cannot assign requested address")) {
            return "this machine has no such address; choose another with " + option;
        }
        return "stop what uses the port or choose another with " + option;
    }
}
