// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.http;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who reads an answer of ours: a person, a script, a web page. Immutable.
 *
 * @param form what to write
 * @param origin the Origin to let read it (CORS); empty when there was none or it was not one
 * @param toHead whether the request was HEAD, so that no content may follow
 */
record Audience(Form form, String origin, boolean toHead) {
    enum Form {
        HTML,
        JSON,
        TEXT
    }

    static final Audience PLAIN = new Audience(Form.TEXT, "", false);
    private static final Audience PLAIN_HEAD = new Audience(Form.TEXT, "", true);
    /** Scheme, host and port (RFC 6454 section 6.1); the port's digits are the one group. */
    private static final Pattern ORIGIN =
            Pattern.compile("[a-z][a-z0-9+.-]*://(?:[A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{1,5}))?");

    private static final int MOST_PORT = 65_535;

    static Audience of(MessageHead head) {
        boolean toHead = head.isMethod("HEAD");
        Form form = Form.TEXT;
        String origin = "";
        for (int field = 0; field < head.fieldCount; field++) {
            if (head.names[field] == FieldName.ACCEPT) {
                form = preferred(head.valueText(field));
            } else if (head.names[field] == FieldName.ORIGIN) {
                origin = checkedOrigin(head.valueText(field));
            }
        }
        if (form == Form.TEXT && origin.isEmpty()) {
            return toHead ? PLAIN_HEAD : PLAIN;
        }
        return new Audience(form, origin, toHead);
    }

    private static String checkedOrigin(String value) {
        Matcher origin = ORIGIN.matcher(value);
        boolean isOne = origin.matches()
                && Optional.ofNullable(origin.group(1)).map(Integer::valueOf).orElse(0) <= MOST_PORT;
        return isOne ? value : "";
    }

    /** The form with the highest weight among those that Accept names (RFC 9110 section 12.5.1); plain text else. */
    private static Form preferred(String accept) {
        Form best = Form.TEXT;
        double bestWeight = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", 64)) {
            String type = range.split(";", 2)[0].strip();
            double weight = weight(range);
            Form form = type.equals("text/html") || type.equals("application/xhtml+xml")
                    ? Form.HTML
                    : type.equals("application/json") || type.endsWith("+json") ? Form.JSON : Form.TEXT;
            if (weight > bestWeight && (form != Form.TEXT || type.equals("text/plain"))) {
                best = form;
                bestWeight = weight;
            }
        }
        return best;
    }

    private static double weight(String range) {
        int at = range.indexOf("q=");
        if (at < 0) {
            return 1;
        }
        try {
            return Double.parseDouble(range.substring(at + 2).split(";", 2)[0].strip());
        } catch (NumberFormatException ignored) {
            // A weight that is no number ranks last; the answer is still readable.
            return 0;
        }
    }
}
