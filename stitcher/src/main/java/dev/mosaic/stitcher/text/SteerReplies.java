package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.job.Job;
import java.util.Locale;

/**
 * What the desk answers to somebody who steers an agent, in Markdown.
 *
 * @param mention the name under which Mosaic is asked, such as {@code @mosaic}
 */
public record SteerReplies(String mention) {
    /** An agent works that takes steers. */
    public String beforeItsNextTurn(Job job) {
        return "The agent of job `%s` will be told before its next turn. If it ends first, the next agent of the job begins with your words."
                .formatted(id(job));
    }

    /** An agent works that takes none. */
    public String notInMidRun(Job job, String engine) {
        return "Your words are kept, but the agent of job `%s` works with the engine %s, which takes none while it works. If there is another round, its agent begins with them; %s and then %s starts one now."
                .formatted(
                        id(job),
                        Inert.code(engine, 60),
                        ask("cancel " + id(job)),
                        ask("retry " + id(job)));
    }

    /** The job has none now, and will have one if its change is not good enough. */
    public String ifThereIsAnotherRound(Job job) {
        return "Your words are kept, but no agent of job `%s` works at the moment: its change is being judged. If there is another round, its agent begins with them; if the change is accepted, nobody reads them, and %s is for what is missing."
                .formatted(id(job), ask("retry " + id(job) + " <text>"));
    }

    /** An agent will come. */
    public String toTheNextAgent(Job job) {
        return "Job `%s` has no agent yet (%s). Its next one begins with your words."
                .formatted(id(job), state(job));
    }

    /** Whoever judges a change takes no orders. */
    public String judges(Job job) {
        return "Nobody was told: job `%s` judges a change, and nobody steers who does. %s ends it; a review is asked for with your words behind it."
                .formatted(id(job), ask("cancel " + id(job)));
    }

    /** It waits for an answer, which this is not. */
    public String whenItGoesOn(Job job) {
        return "Your words are kept, but job `%s` waits for an answer, which they are not: %s or %s lets it go on. Its next agent, if it needs one, begins with them."
                .formatted(
                        id(job), ask("approve " + id(job)), ask("reject " + id(job) + " <reason>"));
    }

    public String over(Job job) {
        return "Nobody was told: job `%s` is over (%s). %s starts it over with your words."
                .formatted(id(job), state(job), ask("retry " + id(job) + " <text>"));
    }

    public String ending(Job job) {
        return "Nobody was told: job `%s` is being ended. %s starts it over with your words, once it is over."
                .formatted(id(job), ask("retry " + id(job) + " <text>"));
    }

    public String tooLong(int length, int longest) {
        return "Nobody was told: these are %,d characters, and %,d are the most. Shorten it, or write it into the issue, and say where it stands."
                .formatted(length, longest);
    }

    public String tooMany(Job job, int most) {
        return "Nobody was told: the agents of job `%s` were told %d things already, which is the most. %s ends the job; %s starts it over with the rest."
                .formatted(
                        id(job),
                        most,
                        ask("cancel " + id(job)),
                        ask("retry " + id(job) + " <text>"));
    }

    private String ask(String command) {
        return "`" + mention + " " + command + "`";
    }

    private static String state(Job job) {
        return job.status().name().toLowerCase(Locale.ROOT);
    }

    private static String id(Job job) {
        return job.id().abbreviated();
    }
}
