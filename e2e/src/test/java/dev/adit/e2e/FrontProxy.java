// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The proxies that {@code docs/proxies} describes: each runs with the configuration of its page. */
enum FrontProxy {
    NGINX(
            "/etc/letsencrypt/live/tunnel.example.com/fullchain.pem",
            "/etc/letsencrypt/live/tunnel.example.com/privkey.pem") {
        @Override
        String whole(String page, Path folder, int port) {
            return """
                    daemon off; master_process off; pid %1$s/nginx.pid; error_log stderr;
                    events { worker_connections 256; }
                    http { access_log off; client_body_temp_path %1$s/a; proxy_temp_path %1$s/b; fastcgi_temp_path %1$s/c;
                    uwsgi_temp_path %1$s/d; scgi_temp_path %1$s/e;
                    %2$s}
                    """.formatted(folder, page.replace("listen 443 ", "listen 127.0.0.1:" + port + " "));
        }

        @Override
        Running run(Processes processes, Path program, Path configuration) {
            return processes.start(program, Map.of(), "-e", "stderr", "-c", configuration.toString());
        }
    },
    HAPROXY("/etc/haproxy/certs/tunnel.example.com.pem", "") {
        @Override
        String whole(String page, Path folder, int port) {
            return page.replace("bind :443 ", "bind 127.0.0.1:" + port + " ");
        }

        @Override
        Running run(Processes processes, Path program, Path configuration) {
            return processes.start(program, Map.of(), "-db", "-f", configuration.toString());
        }
    };

    private static final Pattern BLOCK = Pattern.compile("(?s)\\n```[a-z]+\\n(.*?)```\\n");

    private final String certificate;
    private final String key;

    FrontProxy(String certificate, String key) {
        this.certificate = certificate;
        this.key = key;
    }

    abstract String whole(String page, Path folder, int port);

    abstract Running run(Processes processes, Path program, Path configuration);

    /** Starts it on a port in front of a server; the idle time of the page is replaced by this one. */
    void start(Processes processes, TestCertificate tls, int port, int serverPort, String idle) {
        Optional<Path> program = Processes.installed(programName());
        assumeTrue(program.isPresent(), programName() + " is not installed");
        String page = page().replace("127.0.0.1:8080", "127.0.0.1:" + serverPort)
                .replace(certificate, tls.certificateAndKey().toString())
                .replace(
                        key.isEmpty() ? certificate : key,
                        tls.certificateAndKey().toString())
                .replace("1h", idle);
        Path configuration = processes.write(programName() + ".conf", whole(page, processes.folder(), port));
        run(processes, program.get(), configuration);
    }

    private String programName() {
        return name().toLowerCase(Locale.ROOT);
    }

    private String page() {
        String text = Sources.textOf(Path.of("..", "docs", "proxies", programName() + ".md"));
        return BLOCK.matcher(text)
                .results()
                .map(block -> block.group(1))
                .findFirst()
                .orElseThrow();
    }
}
