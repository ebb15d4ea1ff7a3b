package dev.mosaic.stitcher.api;

import static org.springframework.http.HttpStatus.BAD_REQUEST;

import dev.mosaic.stitcher.api.problem.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ETag;

/** Reads the header {@code If-Match}: a list of ETags, or a star. RFC 9110, 13.1.1. */
public final class IfMatch {
    public static final String NAME = "If-Match";
    private static final Pattern LIST =
            Pattern.compile("(W/)?\"[^\"]{0,64}\"( ?, ?(W/)?\"[^\"]{0,64}\"){0,20}");
    private static final Pattern VERSION = Pattern.compile("\\d{1,18}");

    private IfMatch() {}

    /**
     * Which versions of a thing will do. A weak tag, and one that is none of ours, matches none.
     *
     * @return null if any will
     */
    public static @Nullable List<Long> versions(@Nullable String header) {
        if (header == null || header.strip().equals("*")) {
            return null;
        }
        var text = header.strip();
        if (!LIST.matcher(text).matches()) {
            throw new Refusal(
                    BAD_REQUEST,
                    "The header `If-Match` is no list of ETags.",
                    "Send the ETag as it came, with its quotes.");
        }
        var versions = new ArrayList<Long>();
        for (var tag : ETag.parse(text)) {
            if (!tag.weak() && VERSION.matcher(tag.tag()).matches()) {
                versions.add(Long.parseLong(tag.tag()));
            }
        }
        return versions;
    }
}
