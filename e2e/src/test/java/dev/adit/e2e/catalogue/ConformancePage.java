// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

/** The words around the table of docs/conformance.md. Stateless. */
final class ConformancePage {
    static final String INTRODUCTION = """
            # Conformance

            The catalogue of bad input for the public edge ([rules.md](rules.md), PE), what we make of it, and what two reverse proxies in a
            row make of the same bytes: nginx 1.22 before nginx 1.22, proxying by HTTP/1.1 with the visitor's Host. *reached* is what came to the
            local service as a whole request; *closed* is the visitor's connection. nginx has no tunnels and no names, so rows that ask for
            an unknown one reach its service; *no answer* means none within a quarter of a second. Where it
            serves what we refuse, a rule of ours is stricter; that is no fault of nginx.

            Our column is the table that `CatalogueTest` plays through a real server and a real agent, by host name and by path, in adit.1, in
            Exio mode and in pool mode, in one segment and split (the first two at every offset); `ConformanceTest` checks that this page repeats it. The page is written anew by

                mvn -pl e2e -am test -Dtest=ConformanceReport -Dsurefire.failIfNoSpecifiedTests=false

            which wants nginx on the PATH and is no part of `./test`.

            | row | input | Adit | two nginx hops |
            |---|---|---|---|
            """;

    static final String ONCE = """

            ## Rows played once

            | row | input | Adit | held by |
            |---|---|---|---|
            | PE-20 | length 2^63-1, with and without a cap | 413, closed; streamed | `BoundsTest` |
            | PE-21 | 234 mutations of a Transfer-Encoding line, with a request hidden in the body | 400 or 501, or one request that is the same for all | `MutationTest` |
            | PE-26 | 10 MiB of empty lines | closed at a cap | `BoundsTest` |
            | PE-27 | chunk size `100000001` with a cap | 413, closed | `BoundsTest` |
            | PE-30 | long chunk extensions; many of them | 400, closed | `BoundsTest` |
            | PE-35 | a thousand requests and no reader | bounded, then cut | `BoundsTest` |
            | PE-42 | an expectation that fails, is met, is not met | relayed and closed; 100, 200; 408 | `EndsTest` |
            | PE-43 | 413 in a body of 100 MiB | arrives whole, the sender is stopped | `EndsTest` |
            | PE-44 | half-close behind the head | the whole answer | `EndsTest` |
            | PE-45 | reset in a download of 1 GiB | local connection closed, 499 | `EndsTest` |
            | PE-46 | a head byte by byte; an answer nobody reads | 408; cut | `BoundsTest` |
            | PE-46 | a body, or the taking of an answer, below a least rate that was set | 408; cut | `ClientLimitsTest` |
            | PE-47 | one connection more than an address may have | closed, others unharmed | `BoundsTest` |
            | PE-52 | a tunnel to its own address | 508 | `EndsTest` |
            | PE-53 | no tunnel; agent away; service down; service silent | 404; 503; 502; 504 | `EndsTest` |

            `RealServicesTest` sends the table and the mutations to nginx, Apache httpd, Node and gunicorn behind an agent: each saw as many
            requests, with the same targets and lengths, as the edge had logged, and every answer came to the visitor who had asked.
            """;

    private ConformancePage() {}
}
