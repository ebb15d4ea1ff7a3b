package dev.mosaic.stitcher.engine.cli;

import dev.mosaic.stitcher.engine.RunResult;
import dev.mosaic.stitcher.sandbox.SandboxHandle.Outcome;
import java.util.regex.Pattern;

/**
 * How a run ended, from the exit code and from what the program said. Only if both say that it went
 * well, it stopped by itself: either alone has been seen to be wrong.
 */
final class Verdict {
    private static final int KILLED = 137;
    private static final int TAIL = 1_000;
    private static final Pattern PASSING =
            Pattern.compile(
                    "(?i)overloaded|rate.?limit|too many requests|\\b(429|500|502|503|504|529)\\b|timed? ?out|econn(reset|refused)|connection (reset|refused)");

    private Verdict() {}

    static RunResult of(Recipe recipe, LineReader reader, Story story, Outcome outcome) {
        var said = story.conclusion();
        if (outcome.exceeded() != null) {
            return new RunResult.Crashed(outcome.exceeded(), false, story.turns());
        }
        if (outcome.exit() == KILLED) {
            return new RunResult.Crashed(
                    "The program was killed from outside.", true, story.turns());
        }
        if (said != null && !said.well()) {
            return crashed(story, "`%s` says: %s".formatted(recipe.name(), said.text()));
        }
        if (!recipe.success().contains(outcome.exit())) {
            return crashed(
                    story,
                    "`%s` ended with exit code %d: %s"
                            .formatted(recipe.name(), outcome.exit(), reason(story, outcome)));
        }
        if (said == null && reader.concludes()) {
            return crashed(
                    story,
                    "`%s` ended without saying how it went: %s"
                            .formatted(recipe.name(), reason(story, outcome)));
        }
        var words = said == null || said.text().isBlank() ? story.lastWords() : said.text();
        return new RunResult.Stopped(words, story.turns());
    }

    private static RunResult crashed(Story story, String detail) {
        return new RunResult.Crashed(detail, PASSING.matcher(detail).find(), story.turns());
    }

    /** The last line that was not meant for us says most; else the end of the output. */
    private static String reason(Story story, Outcome outcome) {
        if (!story.aside().isBlank()) {
            return story.aside();
        }
        var output = outcome.output().strip();
        return output.isEmpty()
                ? "it printed nothing."
                : output.substring(Math.max(0, output.length() - TAIL));
    }
}
