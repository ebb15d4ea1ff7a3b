package dev.mosaic.stitcher.text;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people are told about the queue, in Markdown. */
public final class QueueText {
    public static final String PAUSED = "Mosaic is paused";
    public static final String REPOSITORY_PAUSED = "its repository is paused";
    public static final String NO_NODE = "no node is there to run it";
    public static final String PERSON_BUSY = "whoever asked has enough under way";
    public static final String REPOSITORY_BUSY = "others of its repository come first";
    public static final String SLOT = "the next free slot";

    private static final int NAME = 100;
    private static final int REASON = 300;

    private QueueText() {}

    /**
     * @param repo untrusted
     * @param why one of the constants of this class
     */
    public record Line(long position, String job, String repo, long issue, String why) {}

    /**
     * The whole queue.
     *
     * @param hidden how many more there are
     * @param paused what is paused, as {@link #pause} says it
     * @param oldest how long the oldest has waited; null if nothing waits
     */
    public static String queue(
            List<Line> lines,
            long hidden,
            List<String> paused,
            long active,
            @Nullable Duration oldest) {
        var notes = paused.stream().map(note -> note + "\n").collect(Collectors.joining());
        if (lines.isEmpty() && hidden == 0) {
            return "%sNothing waits, %d under way.".formatted(notes, active);
        }
        return lines.stream()
                .map(line ->
                        "%d. `%s` %s of %s: waits, %s"
                                .formatted(
                                        line.position(),
                                        line.job(),
                                        line.issue() == 0 ? "a branch" : "#" + line.issue(),
                                        Inert.code(line.repo(), NAME),
                                        line.why()))
                .collect(
                        Collectors.joining(
                                "\n",
                                "%s%d under way. %s\n"
                                        .formatted(
                                                notes,
                                                active,
                                                oldest == null
                                                        ? "In the queue:"
                                                        : "In the queue, the oldest for %s:"
                                                                .formatted(Spell.duration(oldest))),
                                hidden == 0
                                        ? ""
                                        : "\n%d more that are not shown here.".formatted(hidden)));
    }

    /**
     * @param repo null for everything. @param reason untrusted; may be empty
     */
    public static String pause(@Nullable String repo, String by, String reason) {
        return "%s paused by %s%s."
                .formatted(
                        repo == null ? "Everything is" : Inert.code(repo, NAME) + " is",
                        Inert.code(by, NAME),
                        reason.isBlank() ? "" : ": " + Inert.markdownLine(reason, REASON));
    }

    public static String paused(@Nullable String repo, String mention) {
        return "No more jobs%s are started; what runs goes on. `%s resume%s` starts them again."
                .formatted(of(repo), mention, repo == null ? "" : " " + Inert.line(repo, NAME));
    }

    public static String resumed(@Nullable String repo) {
        return "Jobs%s are started again.".formatted(of(repo));
    }

    public static String notPaused(@Nullable String repo, String mention) {
        return "%s not paused. `%s queue` shows what waits, and for what."
                .formatted(repo == null ? "Mosaic is" : Inert.code(repo, NAME) + " is", mention);
    }

    private static String of(@Nullable String repo) {
        return repo == null ? "" : " of " + Inert.code(repo, NAME);
    }
}
