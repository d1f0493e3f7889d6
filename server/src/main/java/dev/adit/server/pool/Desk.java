// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.server.pool;

import dev.adit.http.Authority;
import dev.adit.http.Dispatch;
import dev.adit.http.ErrorCode;
import dev.adit.http.ExchangeObserver;
import dev.adit.http.MessageHead;
import dev.adit.http.RequestEdit;
import dev.adit.http.ResponseEdit;
import dev.adit.server.Routing;
import dev.adit.server.edge.ControlHost;
import dev.adit.server.edge.ControlResource;
import dev.adit.server.session.Query;
import dev.adit.wire.PoolProtocol;
import java.util.Optional;

/**
 * What pool clients find on the control host: registration, and the public status. Thread-safe.
 *
 * <p>In path mode {@code /NAME} is a visitor's, so there only {@code /?new} and POST register.
 */
final class Desk implements ControlResource {
    private static final String STATUS = "/api/status";
    private static final String STATUS_END = "/status";
    private static final String API = "/api/";

    private final Registrar registrar;
    private final StatusPages pages;
    private final boolean byPath;
    private final boolean queryKey;

    Desk(Registrar registrar, StatusPages pages, Routing routing, boolean queryKey) {
        this.registrar = registrar;
        this.pages = pages;
        this.queryKey = queryKey;
        byPath = routing == Routing.PATH;
    }

    @Override
    public boolean ownsInPathMode(String path) {
        return path.equals("/") || path.startsWith(API);
    }

    @Override
    public Optional<Dispatch> dispatch(String path, MessageHead head, Authority host, ControlHost.Caller caller) {
        if (path.equals("/")) {
            return Query.names(head.target(), "new")
                    ? Optional.of(byGet(Optional.empty(), head, host, caller))
                    : Optional.empty();
        }
        if (path.startsWith(API)) {
            return Optional.of(api(path, head, host, caller));
        }
        if (byPath) {
            return Optional.empty();
        }
        String name = path.substring(1);
        return Optional.of(name.indexOf('/') < 0 ? byGet(Optional.of(name), head, host, caller) : unknown(caller));
    }

    private Dispatch byGet(Optional<String> name, MessageHead head, Authority host, ControlHost.Caller caller) {
        return head.isMethod("GET") ? register(name, head, host, caller) : only("GET", caller);
    }

    private Dispatch api(String path, MessageHead head, Authority host, ControlHost.Caller caller) {
        if (path.equals(PoolProtocol.REGISTRATION_PATH)) {
            return head.isMethod("POST") ? register(Optional.empty(), head, host, caller) : only("POST", caller);
        }
        boolean reads = head.isMethod("GET") || head.isMethod("HEAD");
        if (path.equals(STATUS)) {
            return reads ? new Dispatch.Respond(pages.server()) : only("GET, HEAD", caller);
        }
        String before = PoolProtocol.REGISTRATION_PATH + "/";
        int nameEnd = path.length() - STATUS_END.length();
        if (!path.startsWith(before) || !path.endsWith(STATUS_END) || nameEnd <= before.length()) {
            return unknown(caller);
        }
        String name = path.substring(before.length(), nameEnd);
        return reads ? work(head, caller, (content, done) -> pages.tunnel(name, done)) : only("GET, HEAD", caller);
    }

    private Dispatch register(Optional<String> name, MessageHead head, Authority host, ControlHost.Caller caller) {
        Asked asked = Asked.of(head, name, host, caller, queryKey);
        if (asked.problem().isPresent()) {
            Asked.Problem problem = asked.problem().get();
            return refuse(problem.code(), problem.message(), caller);
        }
        return work(head, caller, (content, done) -> registrar.register(asked, content, done));
    }

    private static Dispatch work(MessageHead head, ControlHost.Caller caller, DeskExchange.Work work) {
        boolean toHead = head.isMethod("HEAD");
        return new Dispatch.Forward(
                (receiver, fresh) -> new DeskExchange(caller.loop(), receiver, toHead, work),
                RequestEdit.NONE,
                ResponseEdit.NONE,
                ExchangeObserver.NONE);
    }

    private Dispatch only(String allowed, ControlHost.Caller caller) {
        registrar.tellRefused(caller, ErrorCode.METHOD_REFUSED, "here is only " + allowed);
        return new Dispatch.Respond(DeskAnswers.methodRefused(allowed));
    }

    private Dispatch unknown(ControlHost.Caller caller) {
        return refuse(
                ErrorCode.NO_SUCH_HOST,
                "there is nothing here; a tunnel is opened at /?new, /NAME or POST /api/tunnels",
                caller);
    }

    private Dispatch refuse(ErrorCode code, String message, ControlHost.Caller caller) {
        return new Dispatch.Respond(registrar.refusal(caller, code, message, Optional.empty()));
    }
}
