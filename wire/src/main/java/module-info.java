/** What both ends agree on: connect handshake, WebSocket carrier, control messages, stream preamble. */
@org.jspecify.annotations.NullMarked
module dev.adit.wire {
    requires static transitive org.jspecify;
    requires transitive dev.adit.yamux;
    requires transitive dev.adit.http;
    requires io.netty.common;
    requires com.grack.nanojson;

    exports dev.adit.wire;
}
