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
import java.util.Optional;

/**
 * Brings each request of an HTTP tunnel to the local service: one exchange per stream, kept connections behind it.
 * Confined to the agent's event loop.
 *
 * <p>Our server has checked the visitor and set the forwarding fields, so they stay. An Exio server did neither and
 * cannot be believed: the agent checks credentials and sets what it knows (H1-10).
 */
final class HttpForwarder implements StreamForwarder {
    private static final Downstream.Settings SETTINGS = settings(16);
    /** An Exio server takes the first head for the final one, so interim answers stay here. */
    private static final Downstream.Settings EXIO_SETTINGS = settings(0);

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
        var limits = new HttpLimits(
                64 * 1024, 128 * 1024, 250, 16 * 1024, 512, 32 * 1024, 0, interimAnswers, 64 * 1024, 64 * 1024);
        return new Downstream.Settings(limits, HttpTimeouts.DEFAULT, false, ClientLimits.NONE);
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
        RequestHandler handler = (head, authority, from) -> dispatch(head, visit);
        new Downstream(link, visit.checked() ? SETTINGS : EXIO_SETTINGS, clock, handler, () -> {}).start();
    }

    @Override
    public void close() {
        pool.close();
    }

    private Dispatch dispatch(MessageHead head, Visit visit) {
        if (!visit.checked() && !credentials.admits(head.value(FieldName.AUTHORIZATION))) {
            return new Dispatch.Respond(unauthorized());
        }
        UpstreamSource source = service.proxyProtocol()
                .map(version -> pool.unshared(connected -> ProxyHeader.of(version, visit, connected)))
                .orElse(pool);
        ResponseEdit response = rewritten
                .<ResponseEdit>map(origin -> new PublicOriginEdit(origin, publicOrigin(head)))
                .orElse(ResponseEdit.WITHOUT_ERROR_CODE);
        return new Dispatch.Forward(source, requestEdit(head, visit), response, observer(head, visit));
    }

    private RequestEdit requestEdit(MessageHead head, Visit visit) {
        if (visit.checked()) {
            return checkedEdit;
        }
        FieldLines lines = new FieldLines().add("X-Forwarded-Proto", "https");
        head.value(FieldName.HOST).ifPresent(original -> lines.add("X-Forwarded-Host", original));
        RequestEdit edit = new RequestEdit(ForwardingFields.DROP, host, "", lines).uncounted();
        return credentials.isOn() ? edit.withoutAuthorization() : edit;
    }

    /** Where the visitor believes to be: as the server told, with an Exio server always https. */
    private static String publicOrigin(MessageHead head) {
        String scheme = head.value(FieldName.X_FORWARDED_PROTO).orElse("https");
        String prefix = head.value(FieldName.X_FORWARDED_PREFIX).orElse("");
        return scheme + "://" + head.value(FieldName.HOST).orElse("") + prefix;
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
