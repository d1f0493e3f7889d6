// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.ErrorCode;
import dev.adit.wire.HttpAnswer;
import dev.adit.wire.TunnelKind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Which answers to a dial end the run; pure. One table for our servers and Exio's, since a refusal does not tell whose
 * it is.
 *
 * <p>400, 401, 403, 409, 426 and redirects are final on the first dial of a run. Later the same key and name have
 * worked: a server that comes back may need a while (an Exio server holds a dead session's name for 40 s), and a proxy
 * on the way may answer for a server that is away, so they are retried for 90 s. Not so what our own server says of a
 * key: it looks at its keys for each dial, so waiting changes nothing. An Exio server says 503 without
 * {@code Retry-After} when no port is left, which is final at first for tcp; every other answer is somebody on the way,
 * and is retried.
 */
final class DialVerdicts {
    static final Duration GRACE = Duration.ofSeconds(90);
    private static final int MOST_TEXT = 300;

    private DialVerdicts() {}

    /**
     * Decides.
     *
     * @param keyed whether the dial showed a key
     * @param held whether the run has had a session
     * @param outage how long it has been without
     */
    static Verdict of(HttpAnswer answer, TunnelKind kind, boolean keyed, boolean held, Duration outage) {
        boolean graced = held && outage.compareTo(GRACE) < 0 && !(keyed && isOfOurKeys(answer));
        Optional<ErrorCode> refusal = refusal(answer, kind);
        String text = text(answer);
        if (refusal.isPresent() && !graced) {
            String code =
                    visible(answer.first("Adit-Error").orElse(refusal.get().code()));
            return new Verdict.Final(code, withFix(answer.status(), withoutCode(text, code)));
        }
        return new Verdict.Retry("the server answered " + answer.status() + ": " + text, retryAfter(answer));
    }

    /**
     * Whether our own server refuses the key or what it may do. To a dial without a key the same code may stand for too
     * many of them in Exio mode, which passes.
     */
    private static boolean isOfOurKeys(HttpAnswer answer) {
        String code = answer.first("Adit-Error").orElse("");
        return code.equals(ErrorCode.KEY_REFUSED.code()) || code.equals(ErrorCode.RIGHTS_MISSING.code());
    }

    private static Optional<ErrorCode> refusal(HttpAnswer answer, TunnelKind kind) {
        return switch (answer.status()) {
            case 400 -> Optional.of(ErrorCode.BAD_CONNECT);
            case 401 -> Optional.of(ErrorCode.KEY_REFUSED);
            case 403 -> Optional.of(ErrorCode.RIGHTS_MISSING);
            case 409 -> Optional.of(ErrorCode.NAME_TAKEN);
            case 426 -> Optional.of(ErrorCode.WIRE_VERSION);
            case 301, 302, 303, 307, 308 -> Optional.of(ErrorCode.BAD_CONNECT);
            case 503 ->
                kind == TunnelKind.TCP && answer.all("Retry-After").isEmpty()
                        ? Optional.of(ErrorCode.NO_PORT_LEFT)
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** The refusal in one line of visible text: it comes from afar and goes to a terminal. */
    private static String text(HttpAnswer answer) {
        if (answer.status() / 100 == 3) {
            return "it redirects to " + visible(answer.first("Location").orElse("nowhere"))
                    + "; the key goes only to the server named, so name that one if it is yours";
        }
        String line = visible(answer.body().strip().lines().findFirst().orElse(""));
        if (line.startsWith("<")) {
            return "a web page";
        }
        return line.isEmpty() ? "no reason given" : line;
    }

    /** Our servers' text begins with the code, which a refusal names beside it. */
    private static String withoutCode(String text, String code) {
        return text.startsWith(code + ": ") ? text.substring(code.length() + 2) : text;
    }

    /** What our servers say names the fix behind a semicolon, where they know one; others only refuse. */
    private static String withFix(int status, String text) {
        return status == 401 && !text.contains("; ")
                ? text + "; give a key that the server takes, with --key-file or ADIT_KEY"
                : text;
    }

    private static String visible(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ");
        return clean.length() > MOST_TEXT ? clean.substring(0, MOST_TEXT) + "..." : clean;
    }

    private static Optional<Duration> retryAfter(HttpAnswer answer) {
        return answer.first("Retry-After").flatMap(DialVerdicts::wait);
    }

    private static Optional<Duration> wait(String value) {
        if (value.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration left = Duration.between(Instant.now(), until);
            return left.isNegative() ? Optional.empty() : Optional.of(left);
        } catch (DateTimeException ignored) { // neither form (RFC 9110 section 10.2.3): as if it were not there
            return Optional.empty();
        }
    }
}
