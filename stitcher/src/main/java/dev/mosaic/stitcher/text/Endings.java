package dev.mosaic.stitcher.text;

import java.util.List;
import java.util.stream.Collectors;

/** How a job ends without what was asked: the sentence that says so, and what the reader can do. */
public record Endings(String error, String advice) {
    /** Why a change that passed is not pushed yet. */
    public static final String HOLD =
            "The repository wants to be asked before anything is pushed (`publish: hold` in .mosaic.yml).";

    private static final int MAX_REASON = 1_500;

    /**
     * Every round was used, and the last change was not accepted either.
     *
     * @param reasons the sentence of each stands in its first line
     */
    public static Endings roundsUsedUp(int rounds, List<String> reasons) {
        return new Endings(
                "%s and no change was accepted. The last reasons: %s"
                        .formatted(
                                rounds == 1 ? "One round was made" : rounds + " rounds were made",
                                cut(sentences(reasons))),
                "Say more about what is wanted, or allow more rounds with `limits.rounds` in .mosaic.yml and `mosaic.limits.rounds`.");
    }

    /**
     * The agent was stopped at a limit. @param kept the name of the commit with its work so far;
     * empty if there is none
     */
    public static Endings limitReached(String limit, String kept) {
        return new Endings(
                "The agent was stopped: %s.%s"
                        .formatted(
                                limit,
                                kept.isEmpty()
                                        ? " It left no change."
                                        : " What it did until then is kept on this node as "
                                                + kept
                                                + "."),
                "Ask for something smaller, or for more: `time=` in the command, `limits` in .mosaic.yml, and `mosaic.limits` for the most that is allowed."
                        + (kept.isEmpty()
                                ? ""
                                : " A retry on this node goes on from what is kept."));
    }

    /** Nothing was left for a reviewer who alone was asked for. */
    public static Endings nobodyReviewed() {
        return new Endings(
                "The job's time or turns were used up before a reviewer gave a verdict.",
                "Ask again, with a longer `time=` if it was short; `mosaic.limits.wall` and `mosaic.limits.turns` are the most that is allowed.");
    }

    /**
     * The engine broke, and would break again. @param kept the name of the commit with its work so
     * far; empty if there is none
     */
    public static Endings engineBroke(String detail, String kept) {
        return new Endings(
                "The engine broke: %s%s"
                        .formatted(
                                cut(detail),
                                kept.isEmpty()
                                        ? ""
                                        : " What the agent did until then is kept on this node as "
                                                + kept
                                                + "."),
                "Mend the engine, or choose another one with `engine=`.");
    }

    /**
     * Something that only a person can mend. @param message what happened and what to do, as a
     * failure says it
     */
    public static Endings needsAPerson(String message) {
        return new Endings(cut(message), "When that is done, ask for a retry.");
    }

    /** The world failed too often in one attempt. */
    public static Endings triedTooOften(int times, String message) {
        return new Endings(
                "It was tried %d times, and each time the world around it failed; the last time: %s"
                        .formatted(times, cut(message)),
                "When that is mended, ask for a retry.");
    }

    /** A mistake of Mosaic itself. */
    public static Endings internal(String job) {
        return new Endings(
                "Mosaic made a mistake of its own (reference %s).".formatted(job),
                "The application's log has the details under that reference. A retry may work; please report it.");
    }

    /** Why a change was refused because the agent left the files as they were. */
    public static List<String> nothingChanged() {
        return List.of("No file was changed.");
    }

    /** Why a change is sent back that passed its gates. @param reason untrusted text */
    public static List<String> personRejected(String by, String reason) {
        return List.of("%s rejected the change: %s".formatted(Inert.line(by, 60), cut(reason)));
    }

    /** Why a gate could not run. */
    public static String gateBroken(String gate, String cause) {
        return "The gate `%s` could not run: %s".formatted(gate, cut(cause));
    }

    private static String sentences(List<String> reasons) {
        return reasons.stream()
                .map(reason -> reason.lines().findFirst().orElse(""))
                .collect(Collectors.joining(" · "));
    }

    private static String cut(String text) {
        var line = text.strip();
        return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON) + " …";
    }
}
