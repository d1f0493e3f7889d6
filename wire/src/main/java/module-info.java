/** What both ends agree on: connect handshake, WebSocket carrier, control messages, stream preamble. */
@org.jspecify.annotations.NullMarked
module dev.adit.wire {
    requires static transitive org.jspecify;
    requires transitive dev.adit.yamux;
    requires transitive dev.adit.http;
    requires transitive io.netty.buffer;
    requires transitive io.netty.common;
    requires transitive io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires com.grack.nanojson;

    exports dev.adit.wire;
}
