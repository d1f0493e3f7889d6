// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * A bad network: a TCP relay on loopback that does to the bytes of each direction what the test says.
 *
 * <p>"Up" is from who connects here to the target, "down" is the way back. A fault set for a direction holds for live
 * links and for those to come, until another is set. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
    private static final LinkFault NONE = new LinkFault.None();

    private final ServerSocket listener;
    private final int bufferBytes;
    private final Thread acceptor;
    private final List<ProxiedLink> links = new ArrayList<>();
    private volatile int targetPort;
    private volatile LinkFault up = NONE;
    private volatile LinkFault down = NONE;
    private volatile int accepted;

    private FaultProxy(ServerSocket listener, int targetPort, int bufferBytes) {
        this.listener = listener;
        this.targetPort = targetPort;
        this.bufferBytes = bufferBytes;
        // A platform thread, so that a proxy that a test forgot to close is a thread left behind.
        this.acceptor = new Thread(this::accept, "fault-proxy-" + listener.getLocalPort());
    }

    /** Listens on a free loopback port and relays to that one. */
    public static FaultProxy start(int targetPort) {
        return start(targetPort, 0);
    }

    /** The same with receive buffers of that size in the kernel, so that what a slow link holds is little. */
    public static FaultProxy start(int targetPort, int bufferBytes) {
        try {
            ServerSocket listener = new ServerSocket();
            if (bufferBytes > 0) {
                listener.setReceiveBufferSize(bufferBytes);
            }
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
            FaultProxy proxy = new FaultProxy(listener, targetPort, bufferBytes);
            proxy.acceptor.start();
            return proxy;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The port it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** The number of links accepted so far. */
    public int accepted() {
        return accepted;
    }

    /** Relays later links to another port. */
    public void retarget(int port) {
        targetPort = port;
    }

    /** What happens to bytes towards the target. */
    public void up(LinkFault fault) {
        up = fault;
    }

    /** What happens to bytes from the target. */
    public void down(LinkFault fault) {
        down = fault;
    }

    /** Sets both directions. */
    public void both(LinkFault fault) {
        up(fault);
        down(fault);
    }

    /** Lets the links of now vanish for good, without a word to either end; later ones are not concerned. */
    public void abandon() {
        live().forEach(ProxiedLink::abandon);
    }

    /** Ends the links of now with a FIN to both ends. */
    public void cut() {
        live().forEach(ProxiedLink::close);
    }

    /** Ends the links of now with a TCP reset to both ends. */
    public void reset() {
        live().forEach(ProxiedLink::reset);
    }

    @Override
    public void close() {
        try {
            listener.close();
            acceptor.join();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        live().forEach(ProxiedLink::close);
    }

    private List<ProxiedLink> live() {
        synchronized (links) {
            return List.copyOf(links);
        }
    }

    private void accept() {
        while (true) {
            try {
                relay(listener.accept());
            } catch (SocketException closed) {
                return;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the acceptor alone writes it
    private void relay(Socket near) {
        Socket far = new Socket();
        ProxiedLink link = new ProxiedLink(near, far, () -> up, () -> down, bufferBytes, this::forget);
        synchronized (links) {
            links.add(link);
        }
        link.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort));
        accepted++;
    }

    private void forget(ProxiedLink link) {
        synchronized (links) {
            links.remove(link);
        }
    }
}
