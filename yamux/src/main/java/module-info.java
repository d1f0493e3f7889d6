/** The yamux multiplexer: frames, windows, streams and the session engine. */
@org.jspecify.annotations.NullMarked
module dev.adit.yamux {
    requires static transitive org.jspecify;
    requires transitive io.netty.buffer;
    requires io.netty.common;

    exports dev.adit.yamux;
}
