// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.e2e.catalogue;

import java.util.List;
import java.util.stream.Stream;

/** Every row that is played as a table. Stateless. */
final class Rows {
    private Rows() {}

    static List<Case> all() {
        return Stream.of(
                        HostRows.rows(),
                        LineRows.rows(),
                        FramingRows.rows(),
                        FieldRows.rows(),
                        ChunkRows.rows(),
                        ConversationRows.rows(),
                        ServiceRows.rows())
                .flatMap(rows -> rows)
                .toList();
    }
}
