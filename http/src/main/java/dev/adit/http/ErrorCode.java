// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.util.Locale;

/**
 * The one table of failures: what a visitor or agent is told, how it is logged and counted. Immutable.
 *
 * <p>Codes are stable; scripts and tests rely on them. The wire code of a refusal is {@link #code}, its status
 * {@link #status}; the metric label is {@link #label}.
 */
public enum ErrorCode {
    BAD_LINE(400, "ADIT-400-LINE", Hop.EDGE, Level.DEBUG),
    BAD_TARGET(400, "ADIT-400-TARGET", Hop.EDGE, Level.DEBUG),
    BAD_HOST(400, "ADIT-400-HOST", Hop.EDGE, Level.DEBUG),
    BAD_FIELD(400, "ADIT-400-FIELD", Hop.EDGE, Level.DEBUG),
    BAD_FRAMING(400, "ADIT-400-FRAMING", Hop.EDGE, Level.DEBUG),
    BAD_CHUNK(400, "ADIT-400-CHUNK", Hop.EDGE, Level.DEBUG),
    BAD_BODY(400, "ADIT-400-BODY", Hop.EDGE, Level.DEBUG),
    BAD_UPGRADE(400, "ADIT-400-UPGRADE", Hop.EDGE, Level.DEBUG),
    BAD_CONNECT(400, "ADIT-400-CONNECT", Hop.EDGE, Level.DEBUG),
    BAD_NAME(400, "ADIT-400-NAME", Hop.EDGE, Level.DEBUG),
    BAD_PORT(400, "ADIT-400-PORT", Hop.EDGE, Level.DEBUG),
    BAD_REGISTRATION(400, "ADIT-400-REGISTRATION", Hop.EDGE, Level.DEBUG),
    BAD_PROXY_HEADER(400, "ADIT-400-PROXY", Hop.EDGE, Level.WARN),
    VISITOR_CREDENTIALS(401, "ADIT-401-VISITOR", Hop.EDGE, Level.DEBUG),
    KEY_REFUSED(401, "ADIT-401-KEY", Hop.EDGE, Level.WARN),
    RIGHTS_MISSING(403, "ADIT-403-RIGHTS", Hop.EDGE, Level.WARN),
    ORIGIN_REFUSED(403, "ADIT-403-ORIGIN", Hop.EDGE, Level.WARN),
    NAME_REFUSED(403, "ADIT-403-NAME", Hop.EDGE, Level.DEBUG),
    PREFETCH_REFUSED(403, "ADIT-403-PREFETCH", Hop.EDGE, Level.DEBUG),
    VISITOR_DENIED(403, "ADIT-403-VISITOR", Hop.EDGE, Level.INFO),
    NO_SUCH_TUNNEL(404, "ADIT-404-NAME", Hop.EDGE, Level.DEBUG),
    NO_SUCH_HOST(404, "ADIT-404-HOST", Hop.EDGE, Level.DEBUG),
    METHOD_REFUSED(405, "ADIT-405-METHOD", Hop.EDGE, Level.DEBUG),
    HEADER_TIMEOUT(408, "ADIT-408-HEADER", Hop.EDGE, Level.DEBUG),
    BODY_TIMEOUT(408, "ADIT-408-BODY", Hop.EDGE, Level.DEBUG),
    READ_TIMEOUT(408, "ADIT-408-READ", Hop.EDGE, Level.DEBUG),
    NAME_TAKEN(409, "ADIT-409-NAME", Hop.EDGE, Level.INFO),
    NAME_RESERVED(409, "ADIT-409-RESERVED", Hop.EDGE, Level.INFO),
    PORT_TAKEN(409, "ADIT-409-PORT", Hop.EDGE, Level.INFO),
    LENGTH_REQUIRED(411, "ADIT-411-LENGTH", Hop.EDGE, Level.DEBUG),
    BODY_TOO_LARGE(413, "ADIT-413-BODY", Hop.EDGE, Level.DEBUG),
    LINE_TOO_LONG(414, "ADIT-414-LINE", Hop.EDGE, Level.DEBUG),
    EXPECTATION_UNKNOWN(417, "ADIT-417-EXPECT", Hop.EDGE, Level.DEBUG),
    UPGRADE_REQUIRED(426, "ADIT-426-UPGRADE", Hop.EDGE, Level.DEBUG),
    RATE_EXCEEDED(429, "ADIT-429-RATE", Hop.EDGE, Level.WARN),
    HEADER_TOO_LARGE(431, "ADIT-431-HEADER", Hop.EDGE, Level.DEBUG),
    TOO_MANY_FIELDS(431, "ADIT-431-FIELDS", Hop.EDGE, Level.DEBUG),
    INTERNAL(500, "ADIT-500-INTERNAL", Hop.EDGE, Level.ERROR),
    CODING_UNKNOWN(501, "ADIT-501-CODING", Hop.EDGE, Level.DEBUG),
    SERVICE_REFUSED(502, "ADIT-502-REFUSED", Hop.SERVICE, Level.INFO),
    SERVICE_RESET(502, "ADIT-502-RESET", Hop.SERVICE, Level.INFO),
    SERVICE_PROTOCOL(502, "ADIT-502-PROTOCOL", Hop.SERVICE, Level.INFO),
    AGENT_LOST(502, "ADIT-502-AGENT", Hop.AGENT, Level.INFO),
    AGENT_VIOLATION(502, "ADIT-502-VIOLATION", Hop.AGENT, Level.WARN),
    AGENT_AWAY(503, "ADIT-503-AWAY", Hop.AGENT, Level.DEBUG),
    BUSY(503, "ADIT-503-BUSY", Hop.EDGE, Level.WARN),
    DRAINING(503, "ADIT-503-DRAIN", Hop.EDGE, Level.DEBUG),
    NO_PORT_LEFT(503, "ADIT-503-PORT", Hop.EDGE, Level.WARN),
    CONNECT_TIMEOUT(504, "ADIT-504-CONNECT", Hop.SERVICE, Level.INFO),
    EXCHANGE_IDLE(504, "ADIT-504-IDLE", Hop.SERVICE, Level.INFO),
    OPEN_TIMEOUT(504, "ADIT-504-OPEN", Hop.AGENT, Level.INFO),
    VERSION_UNKNOWN(505, "ADIT-505-VERSION", Hop.EDGE, Level.DEBUG),
    LOOP(508, "ADIT-508-LOOP", Hop.EDGE, Level.WARN),
    WIRE_VERSION(400, "ADIT-VERSION", Hop.EDGE, Level.WARN);

    /** Where on the way from visitor to local service the failure arose. */
    public enum Hop {
        EDGE,
        AGENT,
        SERVICE
    }

    /** How loud the failure is in the log. */
    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    private final int status;
    private final String code;
    private final Hop hop;
    private final Level level;

    ErrorCode(int status, String code, Hop hop, Level level) {
        this.status = status;
        this.code = code;
        this.hop = hop;
        this.level = level;
    }

    /** The HTTP status code (RFC 9110 section 15). */
    public int status() {
        return status;
    }

    /** The stable code, e.g. {@code ADIT-502-REFUSED}. */
    public String code() {
        return code;
    }

    /** Where the failure arose, as error pages name it. */
    public Hop hop() {
        return hop;
    }

    /** The level of its log line. */
    public Level level() {
        return level;
    }

    /** The metric label, e.g. {@code service_refused}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
