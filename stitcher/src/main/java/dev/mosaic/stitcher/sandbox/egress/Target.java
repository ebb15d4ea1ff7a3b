package dev.mosaic.stitcher.sandbox.egress;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host by its name, and a port. Never an address in any of its spellings: those that the system's
 * resolver takes for one, as {@code 127.1} and {@code 0x7f000001}, end with a number (URL Standard,
 * "ends in a number").
 *
 * @param host in small letters
 */
record Target(String host, int port) {
    private static final Pattern SHAPE = Pattern.compile("([^:]{1,253}):([0-9]{1,5})");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");
    private static final int HTTPS = 443;
    private static final int LAST = 65_535;

    /** Empty unless it is {@code host:port}. */
    static Optional<Target> of(String text) {
        var shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            return Optional.empty();
        }
        var host = shape.group(1).toLowerCase(Locale.ROOT);
        var port = Integer.parseInt(shape.group(2));
        return isName(host) && port > 0 && port <= LAST
                ? Optional.of(new Target(host, port))
                : Optional.empty();
    }

    /** Of a setting, with port 443 if none is named. */
    static Target named(String setting, String text) {
        var stripped = text.strip();
        return of(stripped.contains(":") ? stripped : stripped + ":" + HTTPS)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "%s names hosts as `host` or `host:port`, without patterns and addresses, not `%s`."
                                        .formatted(setting, text)));
    }

    private static boolean isName(String host) {
        var labels = host.split("\\.", -1);
        for (var label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return !NUMBER.matcher(labels[labels.length - 1]).matches();
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
