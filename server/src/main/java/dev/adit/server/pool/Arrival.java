// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.Clock;
import dev.adit.http.ErrorCode;
import dev.adit.http.LinkFailure;
import dev.adit.http.LinkReceiver;
import dev.adit.http.SocketLink;
import dev.adit.wire.PoolProtocol;
import dev.adit.wire.Secret;
import dev.adit.wire.TunnelName;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection at the shared port until its lines have said whose link it is. Confined to the connection's event loop.
 *
 * <p>Whatever is wrong ends it without a word. An id that nobody has is treated like one whose token is missing or
 * wrong, down to the work that is done, so that nobody learns here which tunnels there are (AL-13).
 *
 * <pre>
 * ID --line--> SETTLING --nothing more came--> in its pool
 *  |               |-- bytes --> TOKEN
 *  |--line, token needed--> TOKEN --line--> CHECKING --good--> in its pool
 *  any --time is up, bytes that cannot be, end--> GONE
 * </pre>
 */
final class Arrival implements LinkReceiver {
    private enum State {
        ID,
        /** The id would do; a token that comes none the less comes within this while. */
        SETTLING,
        TOKEN,
        CHECKING,
        GONE
    }

    private static final Duration SETTLING_TIME = Duration.ofMillis(100);

    private final LinkDoor door;
    private final SocketLink link;
    private final InetAddress address;
    private final OpeningLine id = new OpeningLine(PoolProtocol.ID_LINE_BYTES);
    private final OpeningLine token = new OpeningLine(PoolProtocol.TOKEN_LINE_BYTES);
    private State state = State.ID;
    private Optional<Pool> pool = Optional.empty();
    private Clock.@Nullable Timer timer;

    Arrival(LinkDoor door, SocketLink link, InetAddress address) {
        this.door = door;
        this.link = link;
        this.address = address;
    }

    void start() {
        after(door.bounds().lines(), () -> refuse(ErrorCode.HEADER_TIMEOUT, "its lines did not come in time"));
        link.receiver(this);
        link.resumeReading();
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        try {
            read(bytes);
        } finally {
            bytes.release();
        }
    }

    private void read(ByteBuf bytes) {
        if (state == State.ID) {
            switch (id.read(bytes)) {
                case OPEN -> {}
                case BROKEN -> refuse(ErrorCode.BAD_CONNECT, "its first line is no id");
                case WHOLE -> onId(bytes.isReadable());
            }
        }
        if (state == State.SETTLING && bytes.isReadable()) {
            after(door.bounds().lines(), () -> refuse(ErrorCode.HEADER_TIMEOUT, "its token did not come in time"));
            state = State.TOKEN;
        }
        if (state == State.TOKEN && bytes.isReadable()) {
            switch (token.read(bytes)) {
                case OPEN -> {}
                case BROKEN -> refuse(ErrorCode.BAD_CONNECT, "bytes behind its id are no token");
                case WHOLE -> onToken(bytes.isReadable());
            }
        }
    }

    private void onId(boolean more) {
        String name = id.text();
        if (TunnelName.parse(name).filter(parsed -> parsed.value().equals(name)).isEmpty()) {
            refuse(ErrorCode.BAD_CONNECT, "its first line is no id");
            return;
        }
        pool = door.pools().named(name).filter(found -> !found.registration().ownPort());
        boolean idWillDo = pool.filter(found -> found.registration().admitsWithoutToken(address))
                .isPresent();
        state = idWillDo ? State.SETTLING : State.TOKEN;
        if (idWillDo && !more) {
            after(SETTLING_TIME, () -> pool.ifPresent(this::handOver));
        }
    }

    private void onToken(boolean more) {
        if (more) {
            // A client speaks only when it is asked: what it says now nobody would read as what it is (AL-08).
            refuse(ErrorCode.BAD_CONNECT, "it sent more than its lines");
            return;
        }
        state = State.CHECKING;
        stopTimer();
        link.pauseReading();
        Secret presented = new Secret(token.text());
        EventLoop loop = link.channel().eventLoop();
        door.blocking().execute(() -> {
            boolean good = pool.map(found -> door.tokens().isOf(presented, found.registration()))
                    .orElseGet(() -> door.tokens().isOfNobody(presented));
            loop.execute(() -> onChecked(good));
        });
    }

    private void onChecked(boolean good) {
        if (state != State.CHECKING) {
            return;
        }
        if (good && pool.isPresent()) {
            handOver(pool.get());
        } else {
            refuse(ErrorCode.KEY_REFUSED, "id and token are not those of a registration");
        }
    }

    /** The link belongs to the pool and goes to its event loop; what it sends meanwhile is read there. */
    private void handOver(Pool found) {
        stopTimer();
        state = State.GONE;
        link.pauseReading();
        if (found.loop().inEventLoop()) {
            found.join(link);
        } else {
            link.moveTo(found.loop(), () -> {}, () -> found.join(link));
        }
    }

    private void refuse(ErrorCode code, String reason) {
        if (state == State.GONE) {
            return;
        }
        stopTimer();
        state = State.GONE;
        door.tellRefused(address, code, reason);
        link.close();
    }

    private void after(Duration delay, Runnable action) {
        stopTimer();
        timer = door.clock().after(delay, link.executor(), action);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    @Override
    public void onFinished() {
        refuse(ErrorCode.BAD_CONNECT, "it ended before its lines were whole");
    }

    @Override
    public void onAborted(LinkFailure failure) {
        stopTimer();
        state = State.GONE;
    }

    @Override
    public void onWritable() {
        // Nothing is written here.
    }
}
