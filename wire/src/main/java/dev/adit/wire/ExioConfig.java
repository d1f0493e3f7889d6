// SPDX-FileCopyrightText: 2026 The Adit authors
// SPDX-License-Identifier: Apache-2.0
package dev.adit.wire;

/**
 * What an Exio server says about itself at {@code /_config}. Immutable.
 *
 * @param pathRouting whether tunnels are reached by path, else by sub-domain
 * @param baseDomain the domain below which tunnels live
 */
public record ExioConfig(boolean pathRouting, String baseDomain) {
    /** Reads the JSON; throws {@link WireException} when it is not such an answer. */
    public static ExioConfig parse(String json) {
        JsonFields fields = JsonFields.parse(json);
        return new ExioConfig(
                fields.text("routing_mode").orElse("").equals("path"), fields.requiredText("base_domain"));
    }

    /** The public URL of a tunnel; Exio always names https, whatever stands in front of the server. */
    public String publicUrl(TunnelName name) {
        return pathRouting ? "https://" + baseDomain + "/" + name + "/" : "https://" + name + "." + baseDomain;
    }
}
