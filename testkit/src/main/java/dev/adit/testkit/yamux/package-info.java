/** A scripted yamux peer with a codec of its own: play frames, read the answers. */
package dev.adit.testkit.yamux;
