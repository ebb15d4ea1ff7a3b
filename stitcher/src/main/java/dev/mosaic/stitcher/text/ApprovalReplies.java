package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.job.Job;
import java.math.BigDecimal;
import java.util.Locale;

/**
 * What the desk answers to an approval or a rejection, in Markdown.
 *
 * @param mention the name under which Mosaic is asked, such as {@code @mosaic}
 */
public record ApprovalReplies(String mention) {
    public String approved(Job job) {
        return "Job `%s` goes on with the commit that you approved. %s shows how it stands."
                .formatted(id(job), ask("status " + id(job)));
    }

    public String rejected(Job job) {
        return "The agent of job `%s` gets your reason and another round, if one is left. %s ends the job instead."
                .formatted(id(job), ask("cancel " + id(job)));
    }

    /**
     * @param more what it may cost on top, in USD
     */
    public String allowed(Job job, BigDecimal more) {
        return "Job `%s` may cost %s more, and goes on from what its agent did. %s shows how it stands."
                .formatted(id(job), Spell.usd(more), ask("status " + id(job)));
    }

    public String notAllowed(Job job) {
        return "Job `%s` is over, because it may cost no more. %s starts it again, from what its agent did."
                .formatted(id(job), ask("retry " + id(job)));
    }

    /** Somebody approved a commit of a job that asks for something else. */
    public String asksForMoney(Job job) {
        return "Nothing was approved: job `%s` asks for a larger budget, not about a commit. %s allows it."
                .formatted(id(job), ask("approve " + id(job)));
    }

    public String waitsForNothing(Job job) {
        return "Job `%s` does not wait for an answer (%s). %s shows how it stands."
                .formatted(
                        id(job),
                        job.status().name().toLowerCase(Locale.ROOT),
                        ask("status " + id(job)));
    }

    /**
     * @param named the beginning of the commit that was approved
     * @param asked the one that the job asks about
     */
    public String otherCommit(Job job, String named, String asked) {
        return "Nothing was approved: job `%s` asks about commit `%s`, not about `%s`. `mosaic diff %s` shows the change; %s lets it go on."
                .formatted(
                        id(job),
                        EventLine.abbreviated(asked),
                        EventLine.abbreviated(named),
                        id(job),
                        ask("approve " + id(job) + " " + EventLine.abbreviated(asked)));
    }

    public String notYourOwn(Job job) {
        return "You asked for job `%s` yourself, and this repository wants somebody else to approve it (`approvals: others` in .mosaic.yml). Anybody else with write access can answer %s."
                .formatted(id(job), ask("approve " + id(job)));
    }

    private String ask(String command) {
        return "`" + mention + " " + command + "`";
    }

    private static String id(Job job) {
        return job.id().abbreviated();
    }
}
