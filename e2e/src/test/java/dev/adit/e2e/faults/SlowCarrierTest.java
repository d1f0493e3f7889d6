// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.adit.e2e.Running;
import dev.adit.e2e.Stage;
import dev.adit.testkit.FaultProxy;
import dev.adit.testkit.LinkFault;
import dev.adit.testkit.RawClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;

/**
 * A link of 1 Mbit/s that bulk fills: pings and small exchanges live beside it, because little waits in front of them
 * (Y-24, CW-07). Both ends ping each second, so a ping that waits two seconds ends the session.
 */
@Timeout(120)
class SlowCarrierTest {
    private static final LinkFault MEGABIT = new LinkFault.Throttle(125_000);
    private static final int SOCKET_BUFFER_BYTES = 8 * 1024;

    private final House house = House.open("--timeout-ping", "1s");
    private final FaultProxy network = FaultProxy.start(house.port(), SOCKET_BUFFER_BYTES);
    private Running agent = house.agent();

    @BeforeEach
    void dial() {
        network.both(MEGABIT);
        agent = house.agent(Map.of(), network.port(), "far", "--ping-interval", "1s");
        Stage.awaitUrl(agent);
    }

    @AfterEach
    void stop() {
        network.close();
        house.close();
    }

    @Test
    @Execution(CONCURRENT)
    void smallExchangesLiveBesideAnUpload() {
        beside("an upload", 1, (number, goOn) -> {
            try (RawClient visitor = house.visitor()) {
                visitor.send(post(number));
                Bulk.write(visitor.output(), 1 << 30);
            }
        });
    }

    @Test
    @Execution(CONCURRENT)
    void smallExchangesLiveBesideADownload() {
        beside("a download", 1, (number, goOn) -> {
            try (RawClient visitor = house.visitor()) {
                visitor.send(far("GET", "/bytes/1000000000", ""));
                while (goOn.get()) {
                    visitor.read(1000);
                }
            }
        });
    }

    /** A small exchange waits its turn among sixty-four; pings do not. */
    @Test
    @Execution(CONCURRENT)
    void pingsLiveBesideSixtyFourUploads() {
        beside("64 uploads", 64, (number, goOn) -> {
            try (RawClient visitor = house.visitor()) {
                visitor.send(post(number));
                Bulk.write(visitor.output(), 1 << 30);
            }
        });
    }

    private static String post(int number) {
        return far("POST", "/upload/" + number, "Content-Length: 1073741824\r\n");
    }

    private static String far(String method, String path, String fields) {
        return method + " " + path + " HTTP/1.1\r\nHost: far." + Stage.DOMAIN + "\r\n" + fields + "\r\n";
    }

    private void beside(String what, int streams, Crowd.Member bulk) {
        Crowd crowd = Crowd.of(streams, bulk);
        try {
            Crowd.letPass(Duration.ofSeconds(3));
            Duration first = small();
            Duration second = small();
            Crowd.letPass(Duration.ofSeconds(2));
            Figures.note("beside %s over 1 Mbit/s two small exchanges took %d and %d ms"
                    .formatted(what, first.toMillis(), second.toMillis()));
            assertEquals(streams, crowd.living());
            assertEquals(1, network.accepted(), "the link was lost: " + agent);
        } finally {
            network.reset();
            crowd.close();
        }
    }

    private Duration small() {
        long begun = System.nanoTime();
        try (RawClient visitor = house.visitor()) {
            assertEquals(
                    "hello",
                    visitor.send(far("GET", "/hello", "")).readResponse().body());
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
