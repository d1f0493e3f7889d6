// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What a head costs: scanning it, and rendering it for the next hop. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeadBenchmark {
    /** What a load generator sends, and what a browser does. */
    @Param({"short", "browser"})
    public String request = "short";

    private static final String SHORT = "GET /page HTTP/1.1\r\nHost: demo.localhost\r\n\r\n";
    private static final String BROWSER = "GET /assets/app.js?v=3 HTTP/1.1\r\nHost: demo.tunnel.example.com\r\n"
            + "Connection: keep-alive\r\nsec-ch-ua-platform: \"Linux\"\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) "
            + "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\nAccept: */*\r\n"
            + "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: script\r\n"
            + "Referer: https://demo.tunnel.example.com/\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
            + "Accept-Language: en-US,en;q=0.9\r\nCookie: session=0123456789abcdef0123456789abcdef; theme=dark\r\n\r\n";
    private static final String RESPONSE = "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Sun, 22 Nov 2026 12:00:00 "
            + "GMT\r\nContent-Type: text/plain\r\nContent-Length: 1024\r\nConnection: keep-alive\r\n\r\n";

    private static final RequestEdit EDIT = new RequestEdit(
            RequestEdit.ForwardingFields.DROP,
            "",
            "",
            new FieldLines()
                    .add("X-Forwarded-For", "203.0.113.7")
                    .add("X-Forwarded-Proto", "https")
                    .add("X-Forwarded-Host", "demo.tunnel.example.com"));

    private final ByteBuf shortHead = direct(SHORT);
    private final ByteBuf browserHead = direct(BROWSER);
    private final ByteBuf responseHead = direct(RESPONSE);

    private static ByteBuf direct(String text) {
        return Unpooled.directBuffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private ByteBuf request() {
        return "short".equals(request) ? shortHead : browserHead;
    }

    @Benchmark
    public boolean scanRequest() throws HttpRejection {
        return HeadScanner.ofThread().scanRequest(request(), HttpLimits.DEFAULT);
    }

    @Benchmark
    public void scanAndRenderRequest(Blackhole sink) throws HttpRejection {
        HeadScanner scanner = HeadScanner.ofThread();
        scanner.scanRequest(request(), HttpLimits.DEFAULT);
        ByteBuf out = RequestHeadWriter.write(scanner.head(), EDIT, false, ByteBufAllocator.DEFAULT);
        sink.consume(out.writerIndex());
        out.release();
    }

    @Benchmark
    public void scanAndRenderResponse(Blackhole sink) throws HttpRejection {
        HeadScanner scanner = HeadScanner.ofThread();
        scanner.scanResponse(responseHead, HttpLimits.DEFAULT);
        ByteBuf out =
                ResponseHeadWriter.write(scanner.head(), false, false, ResponseEdit.NONE, ByteBufAllocator.DEFAULT);
        sink.consume(out.writerIndex());
        out.release();
    }
}
