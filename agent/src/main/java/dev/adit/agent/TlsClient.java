// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.agent;

import dev.adit.wire.HostPort;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The TLS of outgoing connections: the JDK's provider, SNI, and the peer's host name verified unless told otherwise
 * (CW-10). Immutable; built once, on first use, since loading the trust store takes time.
 */
final class TlsClient {
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    private final SslContext context;
    private final boolean verifying;

    private TlsClient(SslContext context, boolean verifying) {
        this.context = context;
        this.verifying = verifying;
    }

    /** Trusts the machine's authorities, or only those of the PEM file when there is one. */
    static TlsClient verifying(Optional<Path> caFile) throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(caFile.isPresent() ? authorities(caFile.get()) : null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager x509) {
                return new TlsClient(context(new ExplainedTrust(x509)), true);
            }
        }
        throw new GeneralSecurityException("the JDK has no X.509 trust manager");
    }

    /** Trusts whoever answers; for a local service whose owner said so. */
    static TlsClient trusting() throws SSLException {
        return new TlsClient(context(new BlindTrust()), false);
    }

    /** A handler for one connection to the peer. */
    SslHandler newHandler(ByteBufAllocator allocator, HostPort peer) {
        SslHandler handler = context.newHandler(allocator, peer.host(), peer.port());
        handler.setHandshakeTimeoutMillis(HANDSHAKE_TIMEOUT.toMillis());
        SSLEngine engine = handler.engine();
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(verifying ? "HTTPS" : "");
        if (!isLiteral(peer.host())) {
            parameters.setServerNames(List.of(new SNIHostName(peer.host())));
        }
        engine.setSSLParameters(parameters);
        return handler;
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }

    private static SslContext context(TrustManager trust) throws SSLException {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(trust)
                .build();
    }

    private static KeyStore authorities(Path caFile) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(caFile)) {
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca-" + store.size(), authority);
            }
        }
        if (store.size() == 0) {
            throw new GeneralSecurityException(caFile + " holds no certificate");
        }
        return store;
    }
}
