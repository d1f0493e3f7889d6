// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One row of the catalogue. Immutable. Texts hold the marks of {@link Place#fill} and are ISO 8859-1.
 *
 * @param id the row of docs/rules.md
 * @param title what is special about the input
 * @param sent every byte the visitor sends
 * @param reply what the local service does with the requests it gets
 * @param reach what the local service must have recorded
 * @param answers what the visitor must read, in order
 * @param after the visitor's connection then
 * @param places where the row makes sense
 */
record Case(
        String id,
        String title,
        String sent,
        Reply reply,
        Reach reach,
        List<Seen> answers,
        After after,
        Set<Place> places) {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n";

    /** What must have come to the local service. */
    sealed interface Reach {
        /** Not a byte (U2). */
        record Nothing() implements Reach {}

        /** These requests, complete and byte for byte; a body in chunks is written as one chunk. */
        record Exactly(List<String> requests) implements Reach {}

        /** At most the begin of this request, and never its end. */
        record Aborted(String request) implements Reach {}
    }

    /** What the visitor must read. */
    sealed interface Seen {
        /** An answer of ours, with all that U5 asks for. */
        record Ours(String method, int status) implements Seen {}

        /** The agent's own answer to a GET or POST; the edge believes its code only when the session is adit.1. */
        record Agents(int status) implements Seen {}

        /** Exactly these bytes. */
        record Bytes(String text) implements Seen {}
    }

    /** What becomes of the visitor's connection. */
    enum After {
        /** It carries another request. */
        OPEN,
        /** It has ended in order behind the answers. */
        CLOSED,
        /** It has ended, by a reset or not. */
        CUT
    }

    /** Begins a row; the method that ends it says the outcome. */
    static Begun of(String id, String title, String sent) {
        return new Begun(id, title, sent, Reply.OK);
    }

    /** A row without its outcome. */
    record Begun(String id, String title, String sent, Reply reply) {
        /** With a local service that does something else than answer 200. */
        Begun toService(Reply other) {
            return new Begun(id, title, sent, other);
        }

        /** The row's {@code 400c}: an answer of ours, then the end, and nothing has reached the service. */
        Case refused(int status) {
            return row(new Reach.Nothing(), List.of(new Seen.Ours(method(), status)), After.CLOSED);
        }

        /** An answer of ours that leaves the connection in step. */
        Case answered(int status) {
            return row(new Reach.Nothing(), List.of(new Seen.Ours(method(), status)), After.OPEN);
        }

        /** Refused while it is being forwarded: the service sees no whole request. */
        Case aborted(int status, String begin) {
            return row(new Reach.Aborted(begin), List.of(new Seen.Ours(method(), status)), After.CLOSED);
        }

        /** Served with 200; the service has seen these requests. */
        Case forwards(String... requests) {
            List<Seen> answers = Arrays.stream(requests)
                    .<Seen>map(request -> new Seen.Bytes(request.startsWith("HEAD ") ? OK + "\r\n" : OK + "\r\nok"))
                    .toList();
            return row(new Reach.Exactly(List.of(requests)), answers, After.OPEN);
        }

        /** Served with 200, which ends the connection. */
        Case forwardsAndCloses(String request) {
            List<Seen> answers = List.of(new Seen.Bytes(OK + "Connection: close\r\n\r\nok"));
            return row(new Reach.Exactly(List.of(request)), answers, After.CLOSED);
        }

        /** Anything else. */
        Case row(Reach reach, List<Seen> answers, After after) {
            return new Case(id, title, sent, reply, reach, answers, after, EnumSet.allOf(Place.class));
        }

        private String method() {
            return sent.startsWith("HEAD ") ? "HEAD" : "GET";
        }
    }

    /** Only where the host names the tunnel. */
    Case bySubdomain() {
        return at(EnumSet.of(Place.ADIT_SUBDOMAIN, Place.EXIO_SUBDOMAIN, Place.POOL_SUBDOMAIN));
    }

    /** Only where the path names it. */
    Case byPath() {
        return at(EnumSet.of(Place.ADIT_PATH, Place.EXIO_PATH, Place.POOL_PATH));
    }

    /** Only where the agent knows that its server is ours, by a session or by the answer to its registration. */
    Case byAdit() {
        return at(EnumSet.of(Place.ADIT_SUBDOMAIN, Place.ADIT_PATH, Place.POOL_SUBDOMAIN, Place.POOL_PATH));
    }

    /** Only with an agent that thinks its server is Exio's. */
    Case byExio() {
        return at(EnumSet.of(Place.EXIO_SUBDOMAIN, Place.EXIO_PATH));
    }

    private Case at(Set<Place> some) {
        EnumSet<Place> both = EnumSet.copyOf(places);
        both.retainAll(some);
        return new Case(id, title, sent, reply, reach, answers, after, both);
    }

    /** One good answer, then one of ours that ends the connection. */
    static List<Seen> okThen(int status) {
        return List.of(new Seen.Bytes(OK + "\r\nok"), new Seen.Ours("GET", status));
    }

    /** Exactly these answers. */
    static List<Seen> bytes(String... texts) {
        return Stream.of(texts).<Seen>map(Seen.Bytes::new).toList();
    }

    /** An answer of the agent's. */
    static List<Seen> agents(int status) {
        return List.of(new Seen.Agents(status));
    }

    /** An answer of ours to a GET. */
    static List<Seen> ours(int status) {
        return List.of(new Seen.Ours("GET", status));
    }

    @Override
    public String toString() {
        return id + " " + title;
    }
}
