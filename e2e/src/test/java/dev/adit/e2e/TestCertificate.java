// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for localhost and the names below the stage's domain, its own authority, as PEM files. Immutable.
 *
 * @param authority for those who shall trust it
 * @param certificateAndKey for the one who shows it
 */
record TestCertificate(Path authority, Path certificateAndKey, SSLContext visitors) {
    private static final String PASSWORD = "changeit";

    static TestCertificate make(Processes processes) {
        Path store = processes.folder().resolve("tls.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        String names = "SAN=dns:localhost,dns:" + Stage.DOMAIN + ",dns:*." + Stage.DOMAIN;
        Running made = processes.start(
                keytool,
                Map.of(),
                "-genkeypair",
                "-alias",
                "k",
                "-keyalg",
                "EC",
                "-dname",
                "CN=front",
                "-ext",
                names,
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        if (made.awaitExit() != 0) {
            throw new AssertionError(made.toString());
        }
        try (InputStream stored = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(stored, PASSWORD.toCharArray());
            String certificate = pem("CERTIFICATE", keys.getCertificate("k").getEncoded());
            String key =
                    pem("PRIVATE KEY", keys.getKey("k", PASSWORD.toCharArray()).getEncoded());
            return new TestCertificate(
                    processes.write("authority.pem", certificate),
                    processes.write("tls.pem", certificate + key),
                    trusting(keys));
        } catch (IOException | GeneralSecurityException failure) {
            throw new AssertionError(failure);
        }
    }

    private static SSLContext trusting(KeyStore keys) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("k", keys.getCertificate("k"));
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
