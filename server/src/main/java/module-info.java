/** The public side: edge, agent acceptor, keys, registry, routing. */
@org.jspecify.annotations.NullMarked
module dev.adit.server {
    requires static transitive org.jspecify;
    requires transitive dev.adit.wire;
    requires dev.adit.yamux;
    requires dev.adit.http;
    requires io.netty.codec;
    requires io.netty.codec.haproxy;
    requires io.netty.handler;
    requires io.netty.transport.classes.epoll;
    requires com.auth0.jwt;
    requires org.slf4j;

    exports dev.adit.server;
    exports dev.adit.server.keys;
}
