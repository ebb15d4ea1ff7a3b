package dev.mosaic.stitcher.sandbox.egress;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The head of an HTTP/1 request (RFC 9112), read strictly: what two readers could read in two ways
 * is refused.
 *
 * @param version the last digit of it
 */
record Head(String method, String target, int version, List<Header> headers) {
    private static final Pattern FIRST =
            Pattern.compile("([A-Z]{1,20}) ([!-~]{1,8000}) HTTP/1\\.([01])");
    private static final Pattern HEADER =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}):[ \\t]*+([\\t -~]*+)");
    private static final int MOST = 100;

    /** One line. @param name in small letters */
    record Header(String name, String value) {}

    /** Of its lines, without the empty one at the end. */
    static Head of(String text) {
        var lines = text.split("\r\n", -1);
        var first = FIRST.matcher(lines[0]);
        if (!first.matches()) {
            throw Refused.malformed("The first line is none of HTTP/1.1.");
        }
        if (lines.length > MOST) {
            throw Refused.malformed("There are more than %d headers.".formatted(MOST));
        }
        var headers = new ArrayList<Header>();
        for (var line : List.of(lines).subList(1, lines.length)) {
            var header = HEADER.matcher(line);
            if (!header.matches()) {
                throw Refused.malformed("A header is not as HTTP/1.1 has them.");
            }
            headers.add(
                    new Header(header.group(1).toLowerCase(Locale.ROOT), header.group(2).strip()));
        }
        return new Head(first.group(1), first.group(2), Integer.parseInt(first.group(3)), headers);
    }

    /** The values of a header, as often as it is there. */
    List<String> all(String name) {
        return headers.stream().filter(it -> it.name().equals(name)).map(Header::value).toList();
    }
}
