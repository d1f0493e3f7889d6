// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for localhost and the names below the stage's domain, of a private authority, as PEM files. Immutable.
 *
 * @param authority for those who shall trust it
 * @param certificateAndKey for the one who shows it
 */
record TestCertificate(Path authority, Path certificateAndKey, SSLContext visitors) {
    private static final String PASSWORD = "changeit";

    static TestCertificate make(Processes processes) {
        Path store = processes.folder().resolve("tls.p12");
        String names = "SAN=dns:localhost,dns:" + Stage.DOMAIN + ",dns:*." + Stage.DOMAIN + outside();
        keytool(processes, store, "-alias", "a", "-dname", "CN=Private authority", "-ext", "bc:c");
        keytool(processes, store, "-alias", "k", "-dname", "CN=front", "-ext", names, "-signer", "a");
        try (InputStream stored = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(stored, PASSWORD.toCharArray());
            String certificate = pem("CERTIFICATE", keys.getCertificate("k").getEncoded());
            String key =
                    pem("PRIVATE KEY", keys.getKey("k", PASSWORD.toCharArray()).getEncoded());
            return new TestCertificate(
                    processes.write(
                            "authority.pem",
                            pem("CERTIFICATE", keys.getCertificate("a").getEncoded())),
                    processes.write("tls.pem", certificate + key),
                    trusting(keys));
        } catch (IOException | GeneralSecurityException failure) {
            throw new AssertionError(failure);
        }
    }

    private static void keytool(Processes processes, Path store, String... options) {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> words = new ArrayList<>(List.of("-genkeypair", "-keyalg", "EC"));
        words.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        words.addAll(List.of(options));
        Running made = processes.start(keytool, Map.of(), words.toArray(String[]::new));
        if (made.awaitExit() != 0) {
            throw new AssertionError(made.toString());
        }
    }

    /** The names by which a server is reached through a proxy on the way out. */
    private static String outside() {
        return Stream.of(ForwardProxy.values())
                .map(ForwardProxy::serverHost)
                .map(host -> (Character.isDigit(host.charAt(0)) ? ",ip:" : ",dns:") + host)
                .collect(Collectors.joining());
    }

    private static SSLContext trusting(KeyStore keys) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("a", keys.getCertificate("a"));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private static String pem(String kind, byte[] bytes) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }
}
