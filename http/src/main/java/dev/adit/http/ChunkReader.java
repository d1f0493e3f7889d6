// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Reads the chunked coding (RFC 9112 section 7.1) strictly: hexadecimal size without sign, blank or prefix, extensions
 * bounded and dropped, CR LF only. Confined to its link's event loop.
 *
 * <p>Layout: {@code size [;extension] CRLF content CRLF ... 0 CRLF [trailer lines] CRLF}.
 */
final class ChunkReader {
    static final ChunkReader UNUSED = new ChunkReader(HttpLimits.DEFAULT, ErrorCode.BAD_CHUNK);

    private enum State {
        SIZE_START,
        SIZE,
        EXTENSION,
        SIZE_LF,
        CONTENT,
        CONTENT_CR,
        CONTENT_LF,
        TRAILERS,
        END
    }

    private static final byte[] NOTHING = new byte[0];
    private static final long MOST_BEFORE_SHIFT = Long.MAX_VALUE >> 4;
    /** Enough for any size below 2^63; leading zeros without end are no size. */
    private static final int MOST_DIGITS = 16;

    private final HttpLimits limits;
    private final ErrorCode broken;
    private State state = State.SIZE_START;
    private long left;
    private int digits;
    private boolean quoted;
    private boolean escaped;
    private int extensionBytes;
    private int allExtensionBytes;
    private byte[] section = NOTHING;
    private int sectionBytes;
    private Trailers trailers = Trailers.NONE;

    ChunkReader(HttpLimits limits, ErrorCode broken) {
        this.limits = limits;
        this.broken = broken;
    }

    Trailers trailers() {
        return trailers;
    }

    /** How much content of the present chunk, whose size is known, has not come yet. */
    long announcedBytes() {
        return state == State.CONTENT ? left : 0;
    }

    /** Consumes input up to the end of the body; returns whether that end was reached. */
    boolean read(ByteBuf in, BodyReader.Sink sink) throws HttpRejection {
        while (in.isReadable() && state != State.END) {
            if (state == State.CONTENT) {
                readContent(in, sink);
            } else if (state == State.TRAILERS) {
                readTrailers(in);
            } else {
                state = step(in.readByte());
            }
        }
        return state == State.END;
    }

    private void readContent(ByteBuf in, BodyReader.Sink sink) {
        int taken = (int) Math.min(left, in.readableBytes());
        left -= taken;
        if (left == 0) {
            state = State.CONTENT_CR;
        }
        sink.onContent(in.readSlice(taken).retain());
    }

    private State step(byte octet) throws HttpRejection {
        return switch (state) {
            case SIZE_START -> {
                left = 0;
                digits = 0;
                extensionBytes = 0;
                yield digit(octet);
            }
            case SIZE -> afterDigit(octet);
            case EXTENSION -> extension(octet);
            case SIZE_LF -> afterSizeLine(octet);
            case CONTENT_CR -> expect(octet, Octets.CR, State.CONTENT_LF);
            case CONTENT_LF -> expect(octet, Octets.LF, State.SIZE_START);
            case CONTENT, TRAILERS, END -> throw new IllegalStateException("not stepped by octet: " + state);
        };
    }

    private State digit(byte octet) throws HttpRejection {
        int value = Character.digit(octet, 16);
        digits++;
        if (value < 0 || left > MOST_BEFORE_SHIFT || digits > MOST_DIGITS) {
            throw new HttpRejection(broken, "a chunk size that is not a hexadecimal number below 2^63");
        }
        left = left << 4 | value;
        return State.SIZE;
    }

    private State afterDigit(byte octet) throws HttpRejection {
        return switch (octet) {
            case Octets.CR -> State.SIZE_LF;
            case ';' -> State.EXTENSION;
            default -> digit(octet);
        };
    }

    private State extension(byte octet) throws HttpRejection {
        if (octet == Octets.CR && !quoted) {
            return State.SIZE_LF;
        }
        readQuote(octet);
        extensionBytes++;
        allExtensionBytes++;
        boolean tooLong =
                extensionBytes > limits.chunkExtensionBytes() || allExtensionBytes > limits.bodyExtensionBytes();
        if (tooLong || !Octets.isValue(octet)) {
            throw new HttpRejection(broken, tooLong ? "chunk extensions beyond their limit" : "a bad chunk extension");
        }
        return State.EXTENSION;
    }

    /** A quoted string must end within its line, else two readers could differ over where the line ends (PE-28). */
    private void readQuote(byte octet) {
        if (escaped) {
            escaped = false;
        } else if (octet == '"') {
            quoted = !quoted;
        } else {
            escaped = quoted && octet == '\\';
        }
    }

    private State afterSizeLine(byte octet) throws HttpRejection {
        return expect(octet, Octets.LF, left == 0 ? State.TRAILERS : State.CONTENT);
    }

    private State expect(byte octet, byte wanted, State next) throws HttpRejection {
        if (octet != wanted) {
            throw new HttpRejection(broken, "a chunk that does not end where its size says");
        }
        return next;
    }

    /** Gathers the trailer section and scans it as a whole, with the rules of header fields. */
    private void readTrailers(ByteBuf in) throws HttpRejection {
        while (in.isReadable() && state == State.TRAILERS) {
            if (sectionBytes > limits.trailerBytes() + 1) {
                throw new HttpRejection(broken, "trailers longer than " + limits.trailerBytes() + " bytes");
            }
            append(in.readByte());
            if (endsSection()) {
                trailers = sectionBytes == 2 && section[0] == Octets.CR
                        ? Trailers.NONE
                        : HeadScanner.ofThread().scanTrailers(section, sectionBytes, limits, broken);
                state = State.END;
            }
        }
    }

    private void append(byte octet) {
        if (sectionBytes == section.length) {
            section = Arrays.copyOf(section, Math.max(64, sectionBytes * 2));
        }
        section[sectionBytes++] = octet;
    }

    private boolean endsSection() {
        return sectionBytes >= 2
                && section[sectionBytes - 1] == Octets.LF
                && (sectionBytes == 2 || (sectionBytes >= 4 && section[sectionBytes - 3] == Octets.LF));
    }
}
