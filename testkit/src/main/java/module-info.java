/** What every room's tests stand on: leak, thread and exception watch, manual time, scripted peers. */
@org.jspecify.annotations.NullMarked
module dev.adit.testkit {
    requires static transitive org.jspecify;
    requires transitive io.netty.buffer;
    requires transitive io.netty.common;
    requires transitive io.netty.transport;
    requires transitive org.junit.jupiter.api;

    exports dev.adit.testkit;
    exports dev.adit.testkit.yamux;

    provides org.junit.jupiter.api.extension.Extension with
            dev.adit.testkit.HouseWatch;
}
