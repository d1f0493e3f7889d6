// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adit.testkit.Seeds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Netty's decoder is the oracle: what it rejects we reject too, and what we send on reads for both of us as what we
 * accepted. The exceptions are named, each with its reason.
 */
final class NettyOracleTest {
    private static final List<String> WHOLE = List.of(
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /x?y HTTP/1.1\r\nHost: a:80\r\nContent-Length: 5\r\nX-A: b c\r\n\r\nhello",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX-T: y\r\n\r\n",
            "PUT /a/b HTTP/1.1\r\nHost: a\r\nConnection: close, X-B\r\nX-B: 1\r\nContent-Length: 0\r\n\r\n",
            "GET http://b/x HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: TE\r\nCookie: a=b; c=d\r\n\r\n",
            "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\nMax-Forwards: 3\r\n\r\n");

    private static final String SPICE = "\r\n\t \u0000\u000b:;,=\"0123456789aAfFxXzZ\u0080\u00ff/?#@[]\u007f+-_.";
    private static final List<String> FRAGMENTS = List.of(
            "\r\n",
            "\n",
            "\r",
            "Content-Length: 3\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Host: b\r\n",
            "chunked",
            ", ",
            "0\r\n\r\n",
            "HTTP/1.1",
            "HTTP/1.0",
            " ",
            ":",
            ";",
            "GET ",
            "\t");

    private static final Pattern HIGHER_MINOR = Pattern.compile("^[^\r\n]* HTTP/1\\.[2-9]\r\n");

    private record Reading(boolean rejected, boolean whole, String method, String target, String content) {}

    /** What the room makes of a request: head, rules, body; and what it would send on. */
    private record Ours(
            boolean rejected, boolean whole, String forwarded, String method, String target, String content) {}

    private static Ours ours(String request) {
        ByteBuf in = Unpooled.copiedBuffer(request, java.nio.charset.StandardCharsets.ISO_8859_1);
        StringBuilder content = new StringBuilder();
        try {
            HeadScanner scanner = HeadScanner.ofThread();
            if (!scanner.scanRequest(in, HttpLimits.DEFAULT)) {
                return new Ours(false, false, "", "", "", "");
            }
            MessageHead head = scanner.head();
            if (RequestRules.check(head, HttpLimits.DEFAULT).isEmpty()) {
                return new Ours(true, false, "", "", "", ""); // HTTP/1.0 without a Host: no handler can route it
            }
            in.skipBytes(head.headBytes());
            String method = head.method();
            String target = head.target();
            boolean chunked = head.isChunked();
            BodyReader body = new BodyReader(BodyFraming.ofRequest(head), HttpLimits.DEFAULT, ErrorCode.BAD_CHUNK);
            ByteBuf rendered = RequestHeadWriter.write(head, RequestEdit.NONE, false, UnpooledByteBufAllocator.DEFAULT);
            String out = rendered.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
            rendered.release();
            body.read(in, piece -> {
                content.append(piece.toString(java.nio.charset.StandardCharsets.ISO_8859_1));
                piece.release();
            });
            String sent = content.toString();
            String framed = !chunked
                    ? sent
                    : (sent.isEmpty() ? "" : Integer.toHexString(sent.length()) + "\r\n" + sent + "\r\n") + "0\r\n"
                            + new String(body.trailers().lines(), java.nio.charset.StandardCharsets.ISO_8859_1)
                            + "\r\n";
            return new Ours(false, body.ended(), out + framed, method, target, sent);
        } catch (HttpRejection rejection) {
            return new Ours(true, false, "", "", "", "");
        } finally {
            in.release();
        }
    }

    private static Reading netty(String request) {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder(
                new HttpDecoderConfig().setMaxInitialLineLength(16 * 1024).setMaxHeaderSize(32 * 1024)));
        channel.writeInbound(Unpooled.copiedBuffer(request, java.nio.charset.StandardCharsets.ISO_8859_1));
        boolean rejected = false;
        boolean whole = false;
        String method = "";
        String target = "";
        StringBuilder content = new StringBuilder();
        Object message = channel.readInbound();
        while (message != null && !whole && !rejected) {
            rejected = message instanceof HttpObject object
                    && object.decoderResult().isFailure();
            if (message instanceof HttpRequest head && !rejected) {
                method = head.method().name();
                target = head.uri();
            }
            if (message instanceof io.netty.handler.codec.http.HttpContent piece && !rejected) {
                content.append(piece.content().toString(java.nio.charset.StandardCharsets.ISO_8859_1));
            }
            whole = message instanceof LastHttpContent && !rejected;
            ReferenceCountUtil.release(message);
            message = channel.readInbound();
        }
        ReferenceCountUtil.release(message);
        channel.finishAndReleaseAll();
        return new Reading(rejected, whole, method, target, content.toString());
    }

    /** Why we may accept what Netty rejects; empty when there is no reason. */
    private static Optional<String> exception(String request) {
        if (HIGHER_MINOR.matcher(request).find()) {
            return Optional.of("HTTP/1.2 and up count as 1.1 (RFC 9110 section 2.5, PE-10); Netty then refuses chunks");
        }
        if (!netty(withoutExtensions(request)).rejected()) {
            return Optional.of(
                    "a chunk extension beyond its grammar: we bound and drop them, none is ever sent on (H1-06)");
        }
        return Optional.empty();
    }

    private static String withoutExtensions(String request) {
        int body = request.indexOf("\r\n\r\n") + 4;
        return request.substring(0, body) + request.substring(body).replaceAll("(?m)^([0-9A-Fa-f]+);[^\r\n]*", "$1");
    }

    private static void compare(String request) {
        Ours ours = ours(request);
        Reading netty = netty(request);
        if (netty.rejected() && !ours.rejected() && ours.whole()) {
            assertTrue(exception(request).isPresent(), "Netty rejects, we accept: " + show(request));
        }
        if (ours.whole() && !netty.rejected()) {
            assertEquals(netty.content(), ours.content(), show(request));
        }
        if (ours.whole()) {
            readsBack(request, ours);
        }
    }

    /** What goes out is understood by both readers as what was accepted, and nothing more. */
    private static void readsBack(String request, Ours ours) {
        Ours again = ours(ours.forwarded());
        assertTrue(again.whole(), "we do not accept what we sent: " + show(ours.forwarded()) + " for " + show(request));
        assertEquals(ours.method() + " " + ours.target(), again.method() + " " + again.target(), show(request));
        assertEquals(ours.content(), again.content(), show(request));
        Reading netty = netty(ours.forwarded());
        assertTrue(netty.whole(), "Netty does not accept what we sent: " + show(ours.forwarded()));
        assertEquals(ours.method(), netty.method());
        assertEquals(ours.target(), netty.target());
        assertEquals(ours.content(), netty.content(), show(request));
    }

    private static String show(String request) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < request.length(); i++) {
            char c = request.charAt(i);
            shown.append(c < ' ' || c > '~' ? String.format("\\x%02x", (int) c) : c);
        }
        return shown.toString();
    }

    @Test
    void goodRequestsReadAlike() {
        WHOLE.forEach(NettyOracleTest::compare);
    }

    @Test
    void refusedRequestsAreRefusedHereToo() {
        RefusedRequestsTest.requests().forEach(row -> compare(String.valueOf(row.get()[2])));
        ForwardedRequestsTest.requests().forEach(row -> compare(String.valueOf(row.get()[1])));
    }

    @Test
    void mutatedRequestsAreNoLooserThanTheOracle() {
        Seeds.check(4_000, random -> {
            String request = WHOLE.get(random.nextInt(WHOLE.size()));
            int changes = 1 + random.nextInt(3);
            for (int i = 0; i < changes; i++) {
                request = mutated(request, random);
            }
            compare(request);
        });
    }

    /** Every octet at every place of one request, instead of what stands there and before it. */
    @Test
    void everySpiceAtEveryPlace() {
        for (String request : WHOLE) {
            for (int at = 0; at <= request.length(); at++) {
                for (int i = 0; i < SPICE.length(); i++) {
                    char spice = SPICE.charAt(i);
                    compare(request.substring(0, at) + spice + request.substring(at));
                    if (at < request.length()) {
                        compare(request.substring(0, at) + spice + request.substring(at + 1));
                    }
                }
            }
        }
    }

    private static String mutated(String request, RandomGenerator random) {
        int at = random.nextInt(request.length() + 1);
        String before = request.substring(0, at);
        String after = request.substring(at);
        return switch (random.nextInt(4)) {
            case 0 -> before + SPICE.charAt(random.nextInt(SPICE.length())) + after;
            case 1 -> before + FRAGMENTS.get(random.nextInt(FRAGMENTS.size())) + after;
            case 2 -> before + after.substring(Math.min(after.length(), 1 + random.nextInt(4)));
            default -> before + after.substring(0, Math.min(after.length(), 8)) + after;
        };
    }
}
