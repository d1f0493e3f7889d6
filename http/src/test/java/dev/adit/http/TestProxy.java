// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import dev.adit.testkit.Await;
import dev.adit.testkit.Loops;
import dev.adit.testkit.ManualTime;
import dev.adit.testkit.RawClient;
import dev.adit.testkit.ScriptedService;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * The smallest proxy that the room makes possible: plain sockets from visitors, the proxy core, plain sockets to one
 * local service. Closing it fails when a channel is left open. Thread-safe.
 */
final class TestProxy implements AutoCloseable {
    /** Decides for one request. */
    interface Handling {
        Dispatch dispatch(TestProxy proxy, MessageHead head, Optional<Authority> authority, Downstream from);
    }

    /** What a proxy is made with; every part has a default. Confined to the test. */
    static final class Setup {
        private final InetSocketAddress service;
        private Transport transport = Transport.NIO;
        private HttpLimits limits = HttpLimits.DEFAULT;
        private HttpTimeouts timeouts = HttpTimeouts.DEFAULT;
        private ClientLimits client = ClientLimits.NONE;
        private Clock clock = Clock.SYSTEM;
        private Handling handling = (proxy, head, authority, from) -> proxy.forward(from);
        private RequestEdit requestEdit = RequestEdit.NONE;
        private ResponseEdit responseEdit = ResponseEdit.NONE;
        private int threads = 1;
        private int bufferBytes;

        private Setup(InetSocketAddress service) {
            this.service = service;
        }

        Setup transport(Transport chosen) {
            transport = chosen;
            return this;
        }

        Setup limits(HttpLimits chosen) {
            limits = chosen;
            return this;
        }

        Setup client(ClientLimits chosen) {
            client = chosen;
            return this;
        }

        Setup timeouts(HttpTimeouts chosen) {
            timeouts = chosen;
            return this;
        }

        Setup time(ManualTime time) {
            clock = clock(time);
            return this;
        }

        Setup handling(Handling chosen) {
            handling = chosen;
            return this;
        }

        Setup requestEdit(RequestEdit chosen) {
            requestEdit = chosen;
            return this;
        }

        Setup responseEdit(ResponseEdit chosen) {
            responseEdit = chosen;
            return this;
        }

        Setup threads(int count) {
            threads = count;
            return this;
        }

        /** The kernel's buffers of every socket of the proxy. */
        Setup buffers(int bytes) {
            bufferBytes = bytes;
            return this;
        }

        TestProxy start() {
            return new TestProxy(this).listen();
        }
    }

    private final Setup setup;
    private final Loops loops;
    private final ServerChannel listener;
    private final Map<EventExecutor, ServicePool> pools = new ConcurrentHashMap<>();
    private final Set<Downstream> live = ConcurrentHashMap.newKeySet();
    private final Queue<ExchangeEnd> ends = new ConcurrentLinkedQueue<>();
    private final Queue<ErrorCode> rejections = new ConcurrentLinkedQueue<>();
    private final LongAdder readBytes = new LongAdder();

    private TestProxy(Setup setup) {
        this.setup = setup;
        loops = Loops.of(setup.threads, setup.transport.newHandlers());
        listener = setup.transport.newServerSocket();
    }

    static Setup to(ScriptedService service) {
        return new Setup(service.address());
    }

    static Setup to(InetSocketAddress service) {
        return new Setup(service);
    }

    /** Manual time as the clock of this room. */
    static Clock clock(ManualTime time) {
        return new Clock() {
            @Override
            public long nanoTime() {
                return time.nanoTime();
            }

            @Override
            public Timer after(Duration delay, EventExecutor executor, Runnable task) {
                return time.schedule(delay, executor, task)::cancel;
            }
        };
    }

    static void limitBuffers(Channel channel, int bytes) {
        if (bytes > 0) {
            channel.config().setOption(ChannelOption.SO_SNDBUF, bytes);
            channel.config().setOption(ChannelOption.SO_RCVBUF, bytes);
        }
    }

    private TestProxy listen() {
        limitReceiveBuffer();
        listener.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                accept((Channel) message);
            }
        });
        loop().register(listener).syncUninterruptibly();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly();
        return this;
    }

    private void limitReceiveBuffer() {
        if (setup.bufferBytes > 0) {
            listener.config().setOption(ChannelOption.SO_RCVBUF, setup.bufferBytes);
        }
    }

    private void accept(Channel channel) {
        SocketLink.configure(channel);
        limitBuffers(channel, setup.bufferBytes);
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        SocketLink link = new SocketLink(channel);
        channel.pipeline().addLast(link);
        Connection connection = new Connection();
        Downstream.Settings settings = new Downstream.Settings(setup.limits, setup.timeouts, true, setup.client);
        Downstream downstream = new Downstream(link, settings, setup.clock, connection, connection);
        connection.downstream = Optional.of(downstream);
        live.add(downstream);
        loop().register(channel).addListener(registered -> {
            if (registered.isSuccess()) {
                downstream.start();
            } else {
                connection.run();
            }
        });
    }

    RawClient connect() {
        return RawClient.connect((InetSocketAddress) listener.localAddress());
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** One of the proxy's event loops. */
    EventLoop loop() {
        return loops.loop();
    }

    /** Forwards to the service over a connection on the loop of the visitor's connection. */
    Dispatch forward(Downstream from) {
        return new Dispatch.Forward(
                pool(from.link().executor()), setup.requestEdit, setup.responseEdit, new ExchangeObserver() {
                    @Override
                    public void onRequestContent(ByteBuf content) {
                        readBytes.add(content.readableBytes());
                    }

                    @Override
                    public void onEnd(ExchangeEnd end) {
                        ends.add(end);
                    }
                });
    }

    private ServicePool pool(EventExecutor executor) {
        return pools.computeIfAbsent(
                executor, loop -> new ServicePool(setup.transport, (EventLoop) loop, setup.service, setup.bufferBytes));
    }

    /** The end of the next exchange. */
    ExchangeEnd nextEnd() {
        return Await.value("the end of an exchange", () -> Optional.ofNullable(ends.poll()));
    }

    /** The next rejection. */
    ErrorCode nextRejection() {
        return Await.value("a rejected request", () -> Optional.ofNullable(rejections.poll()));
    }

    void awaitNoConnection() {
        Await.until("every visitor's connection has ended", live::isEmpty);
    }

    /** Runs the action for each live connection on its event loop. */
    void forEachConnection(java.util.function.Consumer<Downstream> action) {
        live.forEach(downstream -> downstream
                .link()
                .executor()
                .submit(() -> action.accept(downstream))
                .syncUninterruptibly());
    }

    /** Waits until what was sent over loopback before has been read: two turns of the only event loop. */
    void awaitTurn() {
        loop().schedule(() -> {}, 5, java.util.concurrent.TimeUnit.MILLISECONDS).syncUninterruptibly();
    }

    /** A number that moves as long as any visitor's bytes are read. */
    long readBytes() {
        return readBytes.sum();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        live.forEach(downstream -> downstream.link().executor().execute(downstream::close));
        pools.forEach((loop, pool) -> loop.submit(pool::closeIdle).syncUninterruptibly());
        loops.close();
    }

    /** The handler of one connection. */
    private final class Connection implements RequestHandler, Runnable {
        private Optional<Downstream> downstream = Optional.empty();

        @Override
        public Dispatch dispatch(MessageHead head, Optional<Authority> authority, Downstream from) {
            return setup.handling.dispatch(TestProxy.this, head, authority, from);
        }

        @Override
        public String onRejected(ErrorCode code, String detail, Downstream from) {
            rejections.add(code);
            return "";
        }

        @Override
        public void run() {
            downstream.ifPresent(live::remove);
        }
    }
}
