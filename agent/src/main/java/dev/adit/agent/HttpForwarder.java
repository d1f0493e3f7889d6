// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.http.Answer;
import dev.adit.http.ClientLimits;
import dev.adit.http.Clock;
import dev.adit.http.Dispatch;
import dev.adit.http.Downstream;
import dev.adit.http.ErrorCode;
import dev.adit.http.ExchangeObserver;
import dev.adit.http.FieldLines;
import dev.adit.http.FieldName;
import dev.adit.http.HttpLimits;
import dev.adit.http.HttpTimeouts;
import dev.adit.http.Link;
import dev.adit.http.MessageHead;
import dev.adit.http.RequestEdit;
import dev.adit.http.RequestEdit.ForwardingFields;
import dev.adit.http.RequestHandler;
import dev.adit.http.ResponseEdit;
import dev.adit.http.UpstreamSource;
import dev.adit.wire.TunnelName;
import java.time.Duration;
import java.util.Optional;

/**
 * Brings each request of an HTTP tunnel to the local service: one exchange per stream, kept connections behind it.
 * Confined to the agent's event loop.
 *
 * <p>Our server has checked the visitor and set the forwarding fields, so they stay. An Exio server did neither and
 * cannot be believed, nor can a foreign one of the pool protocol: the agent checks credentials and sets what it knows
 * (H1-10). Our own server in pool mode has set the fields and knows nothing of credentials.
 */
final class HttpForwarder implements StreamForwarder {
    private static final Downstream.Settings SETTINGS = settings(16);
    /** An Exio server takes the first head for the final one, so interim answers stay here. */
    private static final Downstream.Settings EXIO_SETTINGS = settings(0);

    private static final Downstream.Settings OWN_POOL_SETTINGS = poolSettings(16);
    /** AetherLink's server takes the first head for the final one too. */
    private static final Downstream.Settings POOL_SETTINGS = poolSettings(0);

    /** Hears what becomes of a link whose requests are served one after another. */
    interface Served {
        /** A request came, and it is one. */
        void onRequest();

        /** HTTP is over: the link ends now, or became a pipe. */
        void onLeft();
    }

    private final LocalPool pool;
    private final Clock clock;
    private final TunnelName name;
    private final AgentListener listener;
    private final LocalService service;
    private final Optional<TargetOrigin> rewritten;
    private final String host;
    private final RequestEdit checkedEdit;
    private final BasicCheck credentials;

    /** Twice what the edge admits: it adds fields of its own, and its bounds are the ones that count. */
    private static Downstream.Settings settings(int interimAnswers) {
        return new Downstream.Settings(limits(interimAnswers), HttpTimeouts.DEFAULT, false, ClientLimits.NONE);
    }

    private static HttpLimits limits(int interimAnswers) {
        return new HttpLimits(
                64 * 1024, 128 * 1024, 250, 16 * 1024, 512, 32 * 1024, 0, interimAnswers, 64 * 1024, 64 * 1024);
    }

    /** A link waits for its next request as long as it likes. */
    private static Downstream.Settings poolSettings(int interimAnswers) {
        HttpTimeouts times = HttpTimeouts.DEFAULT;
        return new Downstream.Settings(
                limits(interimAnswers),
                new HttpTimeouts(
                        times.header(),
                        times.requestBodyIdle(),
                        times.responseHead(),
                        times.exchangeIdle(),
                        Duration.ZERO,
                        times.linger()),
                true,
                ClientLimits.NONE);
    }

    HttpForwarder(LocalPool pool, Clock clock, TunnelConfig tunnel, TunnelName name, AgentListener listener) {
        this.pool = pool;
        this.clock = clock;
        this.name = name;
        this.listener = listener;
        this.service = tunnel.service();
        this.rewritten = service.hostHeader() instanceof HostHeader.Rewrite
                ? TargetOrigin.of(tunnel.target())
                : Optional.empty();
        this.host = host(service.hostHeader(), tunnel.target());
        this.checkedEdit = new RequestEdit(ForwardingFields.KEEP, host, "", new FieldLines());
        this.credentials = new BasicCheck(tunnel.visitors().basicAuth());
    }

    private static String host(HostHeader header, Target target) {
        return switch (header) {
            case HostHeader.Preserve() -> "";
            case HostHeader.Rewrite() -> target.authority();
            case HostHeader.Value(String value) -> value;
        };
    }

    @Override
    public void forward(Link link, Visit visit) {
        RequestHandler handler = (head, authority, from) -> dispatch(head, visit, PublicPlace.HTTPS);
        new Downstream(link, visit.checked() ? SETTINGS : EXIO_SETTINGS, clock, handler, () -> {}).start();
    }

    /** Takes over a link that brings one request after another, of visitors who come by that place. */
    Downstream serve(Link link, PublicPlace place, Served served) {
        RequestHandler handler = (head, authority, from) -> {
            served.onRequest();
            return dispatch(head, Visit.UNTOLD, place);
        };
        Downstream http =
                new Downstream(link, place.told() ? OWN_POOL_SETTINGS : POOL_SETTINGS, clock, handler, served::onLeft);
        http.start();
        return http;
    }

    @Override
    public void turnAway(Link link) {
        Dispatch denied = new Dispatch.Refuse(
                ErrorCode.VISITOR_DENIED, "the owner of this tunnel does not let your address visit it");
        new Downstream(link, SETTINGS, clock, (head, authority, from) -> denied, () -> {}).start();
    }

    @Override
    public void close() {
        pool.close();
    }

    private Dispatch dispatch(MessageHead head, Visit visit, PublicPlace place) {
        if (!visit.checked() && !credentials.admits(head.value(FieldName.AUTHORIZATION))) {
            return new Dispatch.Respond(unauthorized());
        }
        UpstreamSource source = service.proxyProtocol()
                .map(version -> pool.unshared(connected -> ProxyHeader.of(version, visit, connected)))
                .orElse(pool);
        ResponseEdit response = rewritten
                .<ResponseEdit>map(origin -> new PublicOriginEdit(origin, publicOrigin(head, visit, place)))
                .orElse(ResponseEdit.WITHOUT_ERROR_CODE);
        return new Dispatch.Forward(source, requestEdit(head, visit, place), response, observer(head, visit));
    }

    private RequestEdit requestEdit(MessageHead head, Visit visit, PublicPlace place) {
        if (visit.checked()) {
            return checkedEdit;
        }
        if (place.told()) {
            return credentials.isOn() ? checkedEdit.withoutAuthorization() : checkedEdit;
        }
        FieldLines lines = new FieldLines().add("X-Forwarded-Proto", place.scheme());
        if (!place.prefix().isEmpty()) {
            lines.add("X-Forwarded-Prefix", place.prefix());
        }
        head.value(FieldName.HOST).ifPresent(original -> lines.add("X-Forwarded-Host", original));
        RequestEdit edit = new RequestEdit(ForwardingFields.DROP, host, "", lines).uncounted();
        return credentials.isOn() ? edit.withoutAuthorization() : edit;
    }

    /** Where the visitor believes to be: as our server told, or as is known of the tunnel. */
    private static String publicOrigin(MessageHead head, Visit visit, PublicPlace place) {
        String host = head.value(FieldName.HOST).orElse("");
        if (!visit.checked() && !place.told()) {
            return place.scheme() + "://" + host + place.prefix();
        }
        return head.value(FieldName.X_FORWARDED_PROTO).orElse("https")
                + "://"
                + host
                + head.value(FieldName.X_FORWARDED_PREFIX).orElse("");
    }

    private static Answer unauthorized() {
        ErrorCode code = ErrorCode.VISITOR_CREDENTIALS;
        FieldLines fields = new FieldLines()
                .add("WWW-Authenticate", "Basic realm=\"Adit\", charset=\"UTF-8\"")
                .add("Adit-Error", code.code())
                .add("Cache-Control", "no-store");
        return new Answer(
                code.status(),
                "Unauthorized",
                fields,
                "text/plain; charset=utf-8",
                code.code() + ": this tunnel asks for a user name and password\n");
    }

    private ExchangeObserver observer(MessageHead head, Visit visit) {
        return listener.hearsRequests()
                ? new RequestReport(listener, name, visit, head.method(), head.target())
                : ExchangeObserver.NONE;
    }
}
