package dev.mosaic.stitcher.api.job;

import static org.springframework.http.HttpStatus.BAD_REQUEST;

import dev.mosaic.stitcher.api.RepoFinder;
import dev.mosaic.stitcher.api.problem.Hints;
import dev.mosaic.stitcher.api.problem.Refusal;
import dev.mosaic.stitcher.api.problem.VisibleText;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.FixOptions;
import dev.mosaic.stitcher.command.FixOptions.Money;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.policy.GateProfile;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * The body of {@code POST /api/runner-jobs}. What is left out is up to the repository's policy and
 * the instance.
 *
 * @param repo {@code owner/name}; needed
 * @param issue its number; needed
 * @param instructions free text for the agent
 * @param budget most that the model of the job may cost in USD, such as {@code 2.5}
 * @param time longest time of all agent runs together, such as {@code 20m}
 * @param priority 1 to 10, 1 first
 * @param base the branch to start from
 */
record NewJob(
        @Nullable String repo,
        @Nullable Long issue,
        @Nullable String instructions,
        @Nullable String engine,
        @Nullable String profile,
        @Nullable String time,
        @Nullable Integer priority,
        @Nullable String base,
        @Nullable String model,
        @Nullable BigDecimal budget) {

    /** Throws a {@link Refusal} that names the first field that is wrong. */
    Command.Fix toCommand() {
        var place = place();
        if (issue == null || issue < 1) {
            throw wrong("The field `issue` must be the number of an issue.");
        }
        return new Command.Fix(
                new Target.IssueOf(place, issue),
                options(),
                instructions == null ? "" : instructions);
    }

    /** The repository; throws a {@link Refusal} like {@link #toCommand}. */
    RepoName place() {
        if (repo == null) {
            throw wrong("The field `repo` is missing; it must be `owner/name`.");
        }
        return RepoFinder.name(repo);
    }

    private FixOptions options() {
        var money = budget == null ? null : money(budget);
        var limit = timeLimit(time);
        var gates = gateProfile(profile);
        try {
            return new FixOptions(money, limit, gates, engine, model, priority, base, false);
        } catch (IllegalArgumentException e) {
            throw wrong("One field is wrong: " + VisibleText.inert(String.valueOf(e.getMessage())));
        }
    }

    private static Money money(BigDecimal usd) {
        try {
            return new Money(usd.movePointRight(2).longValueExact());
        } catch (ArithmeticException | IllegalArgumentException _) {
            throw wrong(
                    "The field `budget` must be US dollars from 0.01 to 10000, in whole cents, such as 2.5.");
        }
    }

    private static @Nullable Duration timeLimit(@Nullable String text) {
        try {
            return text == null ? null : DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException _) {
            throw wrong(
                    "The field `time` must be like `20m`, not " + VisibleText.quoted(text) + ".");
        }
    }

    private static @Nullable GateProfile gateProfile(@Nullable String text) {
        try {
            return text == null ? null : GateProfile.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw wrong(
                    "The field `profile` must be strict, standard or minimal, not %s."
                            .formatted(VisibleText.quoted(text)));
        }
    }

    private static Refusal wrong(String detail) {
        return new Refusal(BAD_REQUEST, detail, Hints.INPUT);
    }
}
