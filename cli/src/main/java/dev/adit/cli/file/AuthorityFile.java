// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.cli.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/** A file of certificates to trust, looked at before anything is dialled, so that a wrong path is not retried. Stateless. */
public final class AuthorityFile {
    private AuthorityFile() {}

    /**
     * Checks that the file can be read and holds a certificate.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static void check(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    Files.exists(file) ? file + " is not a file; write the path of one" : file + " does not exist");
        }
        try (InputStream pem = Files.newInputStream(file)) {
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(pem)
                    .isEmpty()) {
                throw new IllegalArgumentException(none(file));
            }
        } catch (CertificateException e) {
            throw new IllegalArgumentException(none(file), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }

    private static String none(Path file) {
        return file + " holds no certificate; write the path of a PEM file (BEGIN CERTIFICATE)";
    }
}
