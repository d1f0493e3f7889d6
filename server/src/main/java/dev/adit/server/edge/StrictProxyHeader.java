// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Lets a PROXY header through to Netty's decoder when nothing about it is against haproxy's proxy-protocol.txt, sections
 * 2.1 and 2.2, that the decoder lets pass: a line above 107 bytes, signs and leading zeros before a port, the zone of an
 * IPv6 address, blanks at the line's end, a typed field that is cut off. Then it goes out of the pipeline. Confined to
 * the channel's event loop.
 */
final class StrictProxyHeader extends ByteToMessageDecoder {
    /** What may stand behind the addresses of version 2; none of it is used. Real proxies send a few hundred bytes. */
    static final int MOST_TLV_BYTES = 4_096;

    private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
    private static final int MOST_LINE_BYTES = 107;

    /** The form alone; that addresses and ports are some is for the decoder. nginx writes ::ffff:192.0.2.1 as TCP6. */
    private static final Pattern LINE = Pattern.compile(
            "PROXY (UNKNOWN( .*)?|TCP4( [0-9.]+){2}( PORT){2}|TCP6( [0-9A-Fa-f:.]+){2}( PORT){2})\r\n"
                    .replace("PORT", "(0|[1-9][0-9]{0,4})"),
            Pattern.DOTALL);

    /** Of version 2 before the addresses: signature, version and command, family and protocol, length. */
    private static final int FIXED_BYTES = 16;

    private static final int COMMAND_AT = 12;
    private static final int FAMILY_AT = 13;
    private static final int LENGTH_AT = 14;
    private static final int PROXY = 1;
    private static final int UNIX_ADDRESS_BYTES = 216;
    private static final int TLV_HEAD_BYTES = 3;

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        int length = isBinary(in) ? binaryBytes(in) : lineBytes(in);
        if (length > 0) {
            context.pipeline().remove(this);
            out.add(in.readRetainedSlice(length));
        }
    }

    /** Whether it may become version 2; a line cannot begin so. */
    private static boolean isBinary(ByteBuf in) {
        return in.getByte(in.readerIndex()) == SIGNATURE[0];
    }

    /** The length of a line that is whole; 0 when more has to come. */
    private static int lineBytes(ByteBuf in) {
        int most = Math.min(in.readableBytes(), MOST_LINE_BYTES);
        String line = in.toString(in.readerIndex(), most, ISO_8859_1);
        int end = line.indexOf("\r\n");
        if (end < 0 && most == MOST_LINE_BYTES) {
            throw new DecoderException("a line above " + MOST_LINE_BYTES + " bytes");
        }
        if (end >= 0 && !LINE.matcher(line.substring(0, end + 2)).matches()) {
            throw new DecoderException("a malformed line");
        }
        return end < 0 ? 0 : end + 2;
    }

    /** The length of a binary header that is whole; 0 when more has to come. */
    private static int binaryBytes(ByteBuf in) {
        if (in.readableBytes() < FIXED_BYTES) {
            return 0;
        }
        int start = in.readerIndex();
        byte[] signature = ByteBufUtil.getBytes(in, start, SIGNATURE.length);
        int length = in.getUnsignedShort(start + LENGTH_AT);
        if (!Arrays.equals(signature, SIGNATURE) || length > UNIX_ADDRESS_BYTES + MOST_TLV_BYTES) {
            throw new DecoderException("no header, or one of " + length + " bytes");
        }
        if (in.readableBytes() < FIXED_BYTES + length) {
            return 0;
        }
        checkFields(in.slice(start, FIXED_BYTES + length));
        return FIXED_BYTES + length;
    }

    /** Each typed field ends within the header, and the last one with it. A block that is ignored may hold anything. */
    private static void checkFields(ByteBuf header) {
        int at = FIXED_BYTES + addressBytes(header);
        if ((header.getByte(COMMAND_AT) & 0xF) != PROXY || at == FIXED_BYTES) {
            return;
        }
        int end = header.readableBytes();
        while (at + TLV_HEAD_BYTES <= end) {
            at += TLV_HEAD_BYTES + header.getUnsignedShort(at + 1);
        }
        if (at != end) {
            throw new DecoderException("a typed field is cut off");
        }
    }

    private static int addressBytes(ByteBuf header) {
        return switch (header.getUnsignedByte(FAMILY_AT) >> 4) {
            case 1 -> 12;
            case 2 -> 36;
            case 3 -> UNIX_ADDRESS_BYTES;
            default -> 0;
        };
    }
}
