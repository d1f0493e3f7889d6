// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.Answer;
import dev.adit.http.ErrorCode;
import io.netty.util.internal.PlatformDependent;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The public status in AetherLink's form: counts and memory, no names. Thread-safe. */
final class StatusPages {
    private final Pools pools;
    private final boolean keysNeeded;
    private final int port;
    /** Java counts no bytes that were ever allocated; the most that was seen in use stands for them. */
    private final AtomicLong mostBytes = new AtomicLong();

    /**
     * @param port of the links; 0 when each tunnel has its own
     */
    StatusPages(Pools pools, boolean keysNeeded, int port) {
        this.pools = pools;
        this.keysNeeded = keysNeeded;
        this.port = port;
    }

    Answer server() {
        Runtime runtime = Runtime.getRuntime();
        long heapBytes = runtime.totalMemory() - runtime.freeMemory();
        long directBytes = Math.max(0, PlatformDependent.usedDirectMemory());
        long usedBytes = heapBytes + directBytes;
        return DeskAnswers.found("{\"tunnels\":" + pools.count() + ",\"auth_enabled\":" + keysNeeded
                + ",\"tunnel_port\":" + port + ",\"mem\":{\"alloc\":" + usedBytes + ",\"totalAlloc\":"
                + mostBytes.accumulateAndGet(usedBytes, Math::max) + ",\"sys\":"
                + (runtime.totalMemory() + directBytes) + ",\"heapAlloc\":" + heapBytes + "}}");
    }

    /** Tells of one tunnel; the answer comes on its event loop, or at once when there is none. */
    void tunnel(String name, Consumer<Answer> done) {
        Optional<Pool> pool = pools.named(name);
        if (pool.isEmpty()) {
            done.accept(DeskAnswers.failure(ErrorCode.NO_SUCH_TUNNEL, "there is no such tunnel"));
            return;
        }
        pool.get()
                .status(status -> done.accept(DeskAnswers.found("{\"connected_sockets\":" + status.links()
                        + ",\"created_at\":" + status.createdAt().getEpochSecond() + ",\"last_access\":"
                        + status.lastAccess().getEpochSecond() + "}")));
    }
}
