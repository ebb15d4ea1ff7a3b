package dev.mosaic.bot.demo;

import dev.mosaic.stitcher.forge.Issue;
import dev.mosaic.stitcher.forge.Repo;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.RecordedEvent;
import java.util.ArrayList;
import java.util.List;

/** What the demo says around what Mosaic says. */
final class DemoText {
    private static final String ROW = "  %5s  %-6s %-9s %4s %7s  %s%n";

    private DemoText() {}

    static String opening(Repo repo, Issue issue) {
        return """

        The agent of this demo is scripted: it plays the steps of a file and understands nothing. \
        Everything else is real: the queue, the sandbox, the gates, the branch, the pull request. \
        Its first try is wrong on purpose.

        %s, issue #%d: %s\
        """
                .formatted(repo.name(), issue.ref().number(), issue.title());
    }

    /**
     * @param diff empty if there is no change
     */
    static String closing(Job job, List<RecordedEvent> log, String diff) {
        var text = new ArrayList<String>();
        text.add("");
        if (job.outcome().branch() != null) {
            text.add("Branch " + job.outcome().branch());
        }
        if (!diff.isEmpty()) {
            text.add("");
            text.add(diff.strip());
        }
        text.add("");
        text.add(evidence(log).stripTrailing());
        text.add("");
        text.add(
                job.outcome().pullRequest() == null
                        ? "The demo did not get through: %s"
                                .formatted(
                                        job.error() == null
                                                ? "the job is " + job.status()
                                                : job.error())
                        : "Pull request #%d proposes it; nothing is merged without a person"
                                .formatted(job.outcome().pullRequest()));
        return String.join("\n", text);
    }

    /** What each gate ran and what came of it, in the order of the runs. */
    static String evidence(List<RecordedEvent> log) {
        var table = new StringBuilder("Evidence\n");
        table.append(ROW.formatted("round", "gate", "verdict", "exit", "ms", "command"));
        for (var line : log) {
            switch (line.event()) {
                case JobEvent.GatePassed passed ->
                        table.append(
                                ROW.formatted(
                                        passed.round(),
                                        passed.gate(),
                                        "passed",
                                        passed.exit() == null ? "-" : passed.exit(),
                                        passed.millis(),
                                        passed.command()));
                case JobEvent.GateRejected rejected ->
                        table.append(
                                ROW.formatted(
                                        rejected.round(),
                                        rejected.gate(),
                                        "rejected",
                                        rejected.exit() == null ? "-" : rejected.exit(),
                                        rejected.millis(),
                                        rejected.command()));
                case JobEvent.GateBroken broken ->
                        table.append(
                                ROW.formatted(
                                        broken.round(),
                                        broken.gate(),
                                        "broken",
                                        "-",
                                        "-",
                                        broken.cause()));
                default -> {}
            }
        }
        return table.toString();
    }
}
