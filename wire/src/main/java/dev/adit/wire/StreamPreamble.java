// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * What the server says about a stream before its first payload byte. Immutable.
 *
 * <pre>
 * u8 version = 1 | u8 kind | u16 length of the rest
 * u16 tunnel | u8 flags (1: visitor over TLS) | u8 family (0, 4, 6) | 0, 4 or 16 address bytes | u16 port
 * u8 n | n ASCII bytes of request id | skipped up to the length
 * </pre>
 *
 * @param kind what follows the preamble: HTTP/1.1 or raw bytes
 * @param tunnel the number that the agent gave the tunnel in its claim, 1 to 65,535
 * @param overTls whether the visitor came over TLS
 * @param visitor the visitor's address, resolved; empty when the server does not tell
 * @param requestId the exchange's id in the server's log, up to 255 ASCII characters
 */
public record StreamPreamble(
        TunnelKind kind, int tunnel, boolean overTls, Optional<InetSocketAddress> visitor, String requestId) {
    private static final int VERSION = 1;
    private static final int HEAD_BYTES = 4;
    /** Tunnel, flags, family, port and the id's length: what is left when there is neither address nor id. */
    private static final int MIN_REST_BYTES = 7;

    private static final int FLAG_TLS = 1;
    private static final int MAX_ID_LENGTH = 255;
    private static final int MAX_NUMBER = 0xFFFF;

    public StreamPreamble {
        if (tunnel < 1 || tunnel > MAX_NUMBER) {
            throw new IllegalArgumentException("tunnel number not in 1.." + MAX_NUMBER + ": " + tunnel);
        }
        if (requestId.length() > MAX_ID_LENGTH || !isAscii(requestId)) {
            throw new IllegalArgumentException("request id not up to " + MAX_ID_LENGTH + " ASCII characters");
        }
        if (visitor.isPresent() && visitor.get().isUnresolved()) {
            throw new IllegalArgumentException("visitor address not resolved: " + visitor.get());
        }
    }

    /** Appends the preamble's bytes. Borrows the buffer. */
    public void encode(ByteBuf out) {
        int start = out.writerIndex();
        out.writeByte(VERSION).writeByte(kind.number()).writeShort(0);
        out.writeShort(tunnel).writeByte(overTls ? FLAG_TLS : 0);
        encodeVisitor(out);
        out.writeByte(requestId.length());
        out.writeCharSequence(requestId, US_ASCII);
        out.setShort(start + 2, out.writerIndex() - start - HEAD_BYTES);
    }

    private void encodeVisitor(ByteBuf out) {
        if (visitor.isEmpty()) {
            out.writeByte(0).writeShort(0);
            return;
        }
        byte[] address = visitor.get().getAddress().getAddress();
        out.writeByte(address.length == 4 ? 4 : 6).writeBytes(address);
        out.writeShort(visitor.get().getPort());
    }

    /**
     * Reads a preamble from the front of what has arrived; empty, and nothing read, while it is not whole. Throws
     * {@link WireException} as soon as the bytes cannot become one. Borrows the buffer.
     */
    public static Optional<StreamPreamble> decode(ByteBuf in) {
        int start = in.readerIndex();
        int available = in.readableBytes();
        if (available >= 1 && in.getUnsignedByte(start) != VERSION) {
            throw new WireException("preamble version " + in.getUnsignedByte(start));
        }
        if (available >= 2 && TunnelKind.ofNumber(in.getUnsignedByte(start + 1)).isEmpty()) {
            throw new WireException("preamble kind " + in.getUnsignedByte(start + 1));
        }
        if (available < HEAD_BYTES) {
            return Optional.empty();
        }
        int rest = in.getUnsignedShort(start + 2);
        if (rest < MIN_REST_BYTES) {
            throw new WireException("preamble length " + rest);
        }
        if (available < HEAD_BYTES + rest) {
            return Optional.empty();
        }
        TunnelKind kind = TunnelKind.ofNumber(in.getUnsignedByte(start + 1)).orElseThrow();
        in.skipBytes(HEAD_BYTES);
        return Optional.of(decodeRest(kind, in.readSlice(rest)));
    }

    private static StreamPreamble decodeRest(TunnelKind kind, ByteBuf rest) {
        int tunnel = rest.readUnsignedShort();
        if (tunnel == 0) {
            throw new WireException("preamble tunnel 0");
        }
        boolean overTls = (rest.readByte() & FLAG_TLS) != 0;
        Optional<InetSocketAddress> visitor = decodeVisitor(rest);
        int idLength = need(rest, 1).readUnsignedByte();
        String requestId =
                need(rest, idLength).readCharSequence(idLength, ISO_8859_1).toString();
        if (!isAscii(requestId)) {
            throw new WireException("preamble request id is not ASCII");
        }
        return new StreamPreamble(kind, tunnel, overTls, visitor, requestId);
    }

    private static Optional<InetSocketAddress> decodeVisitor(ByteBuf rest) {
        int family = rest.readUnsignedByte();
        int length = switch (family) {
            case 0 -> 0;
            case 4 -> 4;
            case 6 -> 16;
            default -> throw new WireException("preamble address family " + family);
        };
        byte[] address = new byte[length];
        need(rest, length + 2).readBytes(address);
        int port = rest.readUnsignedShort();
        return length == 0 ? Optional.empty() : Optional.of(new InetSocketAddress(address(address), port));
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) { // a stream of characters costs 3 % of a small exchange
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuf need(ByteBuf rest, int bytes) {
        if (rest.readableBytes() < bytes) {
            throw new WireException("preamble shorter than its fields");
        }
        return rest;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // the length is 4 or 16
        }
    }
}
