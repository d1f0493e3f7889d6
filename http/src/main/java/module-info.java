/** The proxy core between two byte links: head scanner, framing, forwarding rules, limits. */
@org.jspecify.annotations.NullMarked
module dev.adit.http {
    requires static transitive org.jspecify;
    requires transitive io.netty.buffer;
    requires transitive io.netty.common;
    requires transitive io.netty.transport;
    requires io.netty.handler;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires jdk.net;

    exports dev.adit.http;
}
