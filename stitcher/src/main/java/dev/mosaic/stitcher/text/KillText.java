package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.store.Kills;
import java.util.Locale;

/** What people are told about kills, in Markdown. */
public final class KillText {
    private static final int NAME = 100;

    private KillText() {}

    /** It is written down; what happens next. */
    public static String given(Kills.Answer.Given given, String mention) {
        var job = name(given.job());
        if (given.node() == null) {
            return "Nothing of %s ran, and it is cancelled. `%s retry %s` starts it over."
                    .formatted(job, mention, given.job().id().abbreviated());
        }
        var node = Inert.code(given.node(), NAME);
        return given.awake()
                ? "Killing %s: node %s ends it without asking. You will be told when nothing of it runs any more."
                        .formatted(job, node)
                : "Killing %s, but node %s, which has it, gives no sign of life. The job is over when its lease is (`mosaic.queue.lease`); that nothing of it runs any more is proven when the node starts again, which ends what it left behind. If the machine is reachable, end it there."
                        .formatted(job, node);
    }

    /** The job is over already. */
    public static String over(Job job, String mention) {
        return "Nothing was killed: %s is over already (%s). `%s status %s` shows how it ended."
                .formatted(name(job), state(job), mention, job.id().abbreviated());
    }

    /** The agent that was named is over, and its job may not be. */
    public static String agentOver(Job job, String mention) {
        return "This agent is over already; nothing was killed. It worked on %s, which is %s. `%s kill %s` ends the job, whatever works on it now."
                .formatted(name(job), state(job), mention, job.id().abbreviated());
    }

    /** Everything is being ended. */
    public static String all(Kills.All all, String mention) {
        var asleep = all.given().stream().filter(given -> !given.awake()).count();
        var silent =
                asleep == 0
                        ? ""
                        : " %s with a node that gives no sign of life: over when the lease is, proven when the node starts again."
                                .formatted(
                                        asleep == 1 ? "One of them is" : asleep + " of them are");
        return "Killing %s.%s Mosaic is paused, so nothing starts; %s. `%s resume` starts jobs again."
                .formatted(
                        Spell.count(all.given().size(), "job"),
                        silent,
                        all.waiting() == 0
                                ? "nothing waits"
                                : Spell.count(all.waiting(), "job") + " in the queue stay there",
                        mention);
    }

    private static String name(Job job) {
        return "job `%s` for %s of %s"
                .formatted(
                        job.id().abbreviated(),
                        StatusTexts.named(job.request()),
                        Inert.code(job.request().repoName(), NAME));
    }

    static String state(Job job) {
        return job.status().name().toLowerCase(Locale.ROOT);
    }
}
