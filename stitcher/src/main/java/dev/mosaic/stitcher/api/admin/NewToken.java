package dev.mosaic.stitcher.api.admin;

import static org.springframework.http.HttpStatus.BAD_REQUEST;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.access.ApiTokens;
import dev.mosaic.stitcher.access.Scope;
import dev.mosaic.stitcher.api.problem.Hints;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.api.problem.VisibleText;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * The body of {@code POST /api/admin/tokens}.
 *
 * @param name what to call it; needed
 * @param scopes of {@code read}, {@code dispatch}, {@code kill}, {@code admin}; at least one
 * @param person the login of the forge user as whom its holder acts; the caller by default
 * @param expires how long it is good, such as {@code 30d}; for ever by default
 */
record NewToken(
        @Nullable String name,
        @Nullable List<String> scopes,
        @Nullable String person,
        @Nullable String expires) {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._@/-]{0,59}");
    private static final Pattern LOGIN = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,63}");
    private static final Duration LONGEST = Duration.ofDays(3_660);

    /** Throws a {@link Refusal} that names the first field that is wrong. */
    ApiTokens.Wanted wanted(Actor caller) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw wrong("The field `name` must be 1 to 60 letters, digits, blanks or `._@/-`.");
        }
        var login = person == null ? caller.name() : person;
        if (!LOGIN.matcher(login).matches()) {
            throw wrong("The field `person` must be the login of a user of the forge.");
        }
        return new ApiTokens.Wanted(name, scopeSet(), new Actor(caller.forge(), login), lifetime());
    }

    private Set<Scope> scopeSet() {
        var set = EnumSet.noneOf(Scope.class);
        for (var word : scopes == null ? List.<String>of() : scopes) {
            try {
                set.add(Scope.of(word));
            } catch (IllegalArgumentException _) {
                throw wrong(
                        "%s is no scope; they are read, dispatch, kill and admin."
                                .formatted(VisibleText.quoted(word)));
            }
        }
        if (set.isEmpty()) {
            throw wrong("The field `scopes` must name one of read, dispatch, kill and admin.");
        }
        return set;
    }

    private @Nullable Duration lifetime() {
        if (expires == null) {
            return null;
        }
        try {
            var lifetime = DurationStyle.detectAndParse(expires);
            if (lifetime.toSeconds() > 0 && lifetime.compareTo(LONGEST) <= 0) {
                return lifetime;
            }
        } catch (IllegalArgumentException | ArithmeticException _) {
            // told below
        }
        throw wrong(
                "The field `expires` must be a time such as `12h` or `30d`, at most ten years, not %s."
                        .formatted(VisibleText.quoted(expires)));
    }

    private static Refusal wrong(String detail) {
        return new Refusal(BAD_REQUEST, detail, Hints.INPUT);
    }
}
