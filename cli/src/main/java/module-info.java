/** Commands, options and files to config records, logging set-up, exit codes. */
@org.jspecify.annotations.NullMarked
module dev.adit.cli {
    requires static transitive org.jspecify;
    requires transitive dev.adit.agent;
    requires transitive dev.adit.server;
    requires dev.adit.http;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires org.apache.commons.cli;
    requires org.snakeyaml.engine;
    requires com.grack.nanojson;
    requires org.slf4j;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires jdk.unsupported;

    exports dev.adit.cli;
}
