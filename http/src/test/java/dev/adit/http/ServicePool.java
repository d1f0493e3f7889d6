// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;

/**
 * Connections to the scripted local service, kept for the next exchange when both messages were whole. Confined to one
 * event loop.
 */
final class ServicePool implements UpstreamSource {
    private final Transport transport;
    private final EventLoop loop;
    private final InetSocketAddress service;
    private final int sendBufferBytes;
    private final ArrayDeque<SocketLink> idle = new ArrayDeque<>();

    ServicePool(Transport transport, EventLoop loop, InetSocketAddress service, int sendBufferBytes) {
        this.transport = transport;
        this.loop = loop;
        this.service = service;
        this.sendBufferBytes = sendBufferBytes;
    }

    @Override
    public UpstreamLink open(LinkReceiver receiver, boolean fresh) {
        SocketLink kept = fresh ? null : idle.pollLast();
        if (kept != null) {
            kept.receiver(receiver);
            return new ServiceLink(this, kept, true);
        }
        Channel channel = transport.newSocket();
        SocketLink.configure(channel);
        TestProxy.limitBuffers(channel, sendBufferBytes);
        SocketLink socket = new SocketLink(channel);
        channel.pipeline().addLast(socket);
        socket.receiver(receiver);
        loop.register(channel);
        loop.execute(() -> connect(channel, receiver));
        return new ServiceLink(this, socket, false);
    }

    /** Connects in a turn of its own: over loopback a refusal comes at once, and no receiver expects it from open. */
    private void connect(Channel channel, LinkReceiver receiver) {
        channel.connect(service).addListener(connected -> {
            if (!connected.isSuccess()) {
                receiver.onAborted(new LinkFailure(ErrorCode.SERVICE_REFUSED, "the local service is not listening"));
                channel.close();
            }
        });
    }

    /** Keeps a connection whose exchange is whole both ways. */
    void keep(SocketLink socket) {
        socket.receiver(new Idle(socket));
        idle.addLast(socket);
        socket.resumeReading();
    }

    void closeIdle() {
        idle.forEach(SocketLink::close);
        idle.clear();
    }

    /** What an idle connection brings ends it, and is never read as an answer. */
    private final class Idle implements LinkReceiver {
        private final SocketLink socket;

        Idle(SocketLink socket) {
            this.socket = socket;
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            bytes.release();
            onFinished();
        }

        @Override
        public void onFinished() {
            idle.remove(socket);
            socket.close();
        }

        @Override
        public void onAborted(LinkFailure failure) {
            idle.remove(socket);
        }

        @Override
        public void onWritable() {}
    }
}
