package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The last message about a job, in Markdown: what became of it, what proves it, what to do next.
 */
public final class FinalWords {
    private static final int SUMMARY = 4_000;
    private static final int SENTENCE = 1_000;

    private FinalWords() {}

    /** Throws {@link IllegalArgumentException} for a job that is not over. */
    public static String of(JobId job, JobRequest request, JobStory story) {
        return switch (story.state()) {
            case JobStory.State.Completed(var summary, var verdict) ->
                    verdict == null
                            ? completed(job, request, story, summary)
                            : judged(job, request, story, summary, verdict);
            case JobStory.State.Failed(var error, var advice) ->
                    paragraphs(
                            opening("Failed", job, request, story),
                            sentence(error),
                            sentence(advice),
                            request.kind().inspects() ? "So nobody has judged it." : "",
                            proof(story),
                            CostText.sentence(story.spent()),
                            kept(request, story),
                            retry(job));
            case JobStory.State.Cancelled(var by, var reason) ->
                    paragraphs(
                            opening("Cancelled by " + name(by), job, request, story),
                            sentence(reason),
                            proof(story),
                            CostText.sentence(story.spent()),
                            kept(request, story),
                            salvaged(story),
                            retry(job));
            case JobStory.State.Quarantined(var error) ->
                    paragraphs(
                            opening("Quarantined", job, request, story),
                            sentence(error),
                            "The node that ran it died each time, so Mosaic will not start it again"
                                    + " by itself. Look into that node's log first.",
                            proof(story),
                            kept(request, story),
                            salvaged(story),
                            retry(job));
            case JobStory.State.Queued _,
                    JobStory.State.Delayed _,
                    JobStory.State.Running _,
                    JobStory.State.Waiting _,
                    JobStory.State.Cancelling _ ->
                    throw new IllegalArgumentException("job " + job + " is not over");
        };
    }

    private static String completed(JobId job, JobRequest request, JobStory story, String summary) {
        return paragraphs(
                opening("Done", job, request, story),
                GatesDisabled.in(story.evidence()) ? GatesDisabled.BANNER : "",
                published(story.published()),
                Inert.markdown(summary, SUMMARY),
                proof(story),
                (engines(story.engines()) + " " + CostText.sentence(story.spent())).strip(),
                story.published().pullRequest() == null
                        ? ""
                        : "Next: read the change; merging it is up to you.");
    }

    /** Of a change that is there: the verdict is the result, whatever it is. */
    private static String judged(
            JobId job, JobRequest request, JobStory story, String summary, Judgement verdict) {
        return paragraphs(
                opening(JudgementText.word(verdict), job, request, story),
                branch(story.published()),
                Inert.markdown(summary, SUMMARY),
                proof(story),
                verdict == Judgement.APPROVED ? JudgementText.remarks(story) : "",
                CostText.sentence(story.spent()),
                "Nothing was changed.");
    }

    /** Names what a job is about, at the beginning of a message. */
    static String subject(JobId job, JobRequest request) {
        var title = StatusTexts.title(request);
        var asked =
                request.kind().inspects() ? StatusTexts.verb(request.kind()) + " of " : "issue ";
        return "%s%s%s (%s, job `%s`)"
                .formatted(
                        asked,
                        StatusTexts.named(request),
                        title.isEmpty() ? "" : ", " + title,
                        Inert.code(request.repoName(), 200),
                        job.abbreviated());
    }

    private static String opening(String how, JobId job, JobRequest request, JobStory story) {
        var rounds = story.course().round();
        // not "fix #1": where the word is posted to a forge, that would close the issue
        return "**%s**: %s%s."
                .formatted(
                        how,
                        subject(job, request),
                        rounds == 0
                                ? ""
                                : ", %s, %s"
                                        .formatted(
                                                Spell.count(rounds, "round"),
                                                Spell.duration(story.course().took())));
    }

    private static String published(JobStory.Published published) {
        var sentences = new ArrayList<String>();
        if (published.pullRequest() != null) {
            var url = published.url();
            var link = url != null && url.startsWith("http") ? " " + Inert.line(url, 500) : "";
            sentences.add("Pull request #%d%s.".formatted(published.pullRequest(), link));
        }
        sentences.add(branch(published));
        return String.join(" ", sentences).strip();
    }

    private static String branch(JobStory.Published published) {
        if (published.branch() == null || published.head() == null) {
            return "";
        }
        return "Branch %s at `%s`."
                .formatted(
                        Inert.code(published.branch(), 200),
                        EventLine.abbreviated(published.head()));
    }

    private static String kept(JobRequest request, JobStory story) {
        var branch = branch(story.published());
        return branch.isEmpty() || request.kind().inspects()
                ? branch
                : "What was pushed before is kept. " + branch;
    }

    private static String salvaged(JobStory story) {
        var commit = story.course().kept();
        return commit == null
                ? ""
                : "What the agent did until then is kept as commit `%s` on the node that ran it; a retry there goes on from it."
                        .formatted(EventLine.abbreviated(commit));
    }

    private static String proof(JobStory story) {
        return story.evidence().isEmpty() ? "" : EvidenceTable.markdown(story.evidence());
    }

    /** The engines by their honest names, as a sentence; empty if no agent ran. */
    static String engines(List<JobStory.EngineUsed> engines) {
        if (engines.isEmpty()) {
            return "";
        }
        return engines.stream()
                .map(it -> EventLine.engine(it.engine(), it.model()))
                .map(it -> Inert.markdownLine(it, SENTENCE))
                .collect(Collectors.joining(", ", "Made by ", "."));
    }

    private static String retry(JobId job) {
        return "`@mosaic retry %s` starts it again; words after it become instructions."
                .formatted(job.abbreviated());
    }

    private static String sentence(String text) {
        return Inert.markdown(text, SENTENCE);
    }

    private static String name(String text) {
        return Inert.markdownLine(text, 60);
    }

    private static String paragraphs(String... parts) {
        return List.of(parts).stream()
                .filter(it -> !it.isBlank())
                .collect(Collectors.joining("\n\n"));
    }
}
