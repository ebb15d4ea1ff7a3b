package dev.mosaic.stitcher.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.springframework.http.HttpStatus.BAD_REQUEST;

import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.api.problem.VisibleText;
import java.util.Base64;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ends, as callers see it: opaque, so that nobody computes with it, and named after
 * its list, so that one of another list is refused and not misread. It names the last row that was
 * given, not a number of rows: what is added meanwhile shifts nothing.
 */
public final class PageCursor {
    private PageCursor() {}

    public static String of(String list, Object last) {
        var text = list + ":" + last;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(US_ASCII));
    }

    /**
     * Reads what {@link #of} wrote; throws a {@link Refusal} for anything else.
     *
     * @param cursor null for the first page
     * @return null for the first page
     */
    public static <T> @Nullable T read(
            String list, @Nullable String cursor, Function<String, T> last) {
        if (cursor == null) {
            return null;
        }
        try {
            var text = new String(Base64.getUrlDecoder().decode(cursor), US_ASCII);
            if (text.startsWith(list + ":")) {
                return last.apply(text.substring(list.length() + 1));
            }
        } catch (IllegalArgumentException _) {
            // as if it were of another list
        }
        throw new Refusal(
                BAD_REQUEST,
                "%s is no cursor of this list.".formatted(VisibleText.quoted(cursor)),
                "Give the `next` of the page before as it came, or leave it out for the first page.");
    }

    /** Throws a {@link Refusal} unless it is 1 to {@code most}. */
    public static void checkLimit(int limit, int most) {
        if (limit < 1 || limit > most) {
            throw new Refusal(
                    BAD_REQUEST,
                    "The parameter `limit` must be 1 to %d, not %d.".formatted(most, limit),
                    "Leave it out, or give a number in that range.");
        }
    }
}
