/** Dials out and forwards to local services; the embeddable API. */
@org.jspecify.annotations.NullMarked
module dev.adit.agent {
    requires static transitive org.jspecify;
    requires transitive dev.adit.wire;
    requires dev.adit.yamux;
    requires dev.adit.http;
    requires io.netty.handler;

    exports dev.adit.agent;
}
