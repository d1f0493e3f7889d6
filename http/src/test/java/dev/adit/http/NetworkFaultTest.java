// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person reads of a failure names neither system calls nor addresses (U5). */
class NetworkFaultTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            finishConnect(..) failed with error(-111): Connection refused: /127.0.0.1:1    | Connection refused
            finishConnect(..) failed with error(-111): Connection refused: a.test/::1:80   | Connection refused
            recvAddress(..) failed with error(-104): Connection reset by peer              | Connection reset by peer
            connect(..) failed with error(-2): No such file or directory: /run/app.sock    | No such file or directory
            bind(..) failed with error(-98): Address already in use                        | Address already in use
            Connection refused: localhost/127.0.0.1:3000                                   | Connection refused
            Broken pipe                                                                    | Broken pipe
            a colon: and more                                                              | a colon: and more
            """)
    void theSystemsWordsAreKept(String message, String told) {
        assertEquals(told, NetworkFault.told(new IOException(message)));
    }

    @Test
    void aFailureWithoutWordsIsCalledByItsKind() {
        assertEquals("ConnectException", NetworkFault.told(new ConnectException()));
        assertEquals("No such file or directory", NetworkFault.told(new FileNotFoundException()));
    }
}
