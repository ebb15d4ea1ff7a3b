package dev.mosaic.bot.demo;

import dev.mosaic.bot.chat.Terminal;
import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.forge.Issue;
import dev.mosaic.stitcher.forge.Repo;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.mirror.Mirrors;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.job.store.Jobs;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Plays {@code @mosaic fix #1} on the sample repository from end to end. Blocking. */
@Component
public final class Demo {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int DIFF_BYTES = 16_384;
    private static final int EVENTS = 1_000;

    private final SampleRepository sample;
    private final Jobs jobs;
    private final JobEvents events;
    private final Mirrors mirrors;
    private final String place;

    /**
     * @param place the repository that the terminal means where none is named
     */
    Demo(
            SampleRepository sample,
            Jobs jobs,
            JobEvents events,
            Mirrors mirrors,
            @Value("${mosaic.terminal.repository:}") String place) {
        this.sample = sample;
        this.jobs = jobs;
        this.events = events;
        this.mirrors = mirrors;
        this.place = place;
    }

    /**
     * Runs the demo on an issue that nobody worked on yet; opens one if need be.
     *
     * @param out takes what is to be shown, piece by piece
     */
    public DemoResult run(Terminal terminal, Consumer<String> out) throws InterruptedException {
        var repo = sample.make();
        var issue = freshIssue(repo, out);
        var named = repo.name().toString();
        var command =
                "@mosaic fix %s#%d"
                        .formatted(named.equals(place) ? "" : named, issue.ref().number());
        out.accept(DemoText.opening(repo, issue));
        out.accept("");
        terminal.converse(
                new ByteArrayInputStream((command + "\n").getBytes(StandardCharsets.UTF_8)));
        var job = awaitEnd(issue);
        var log = Await.value(events.of(job.id(), 0, EVENTS).collectList());
        out.accept(DemoText.closing(job, log, diff(repo, job)));
        return DemoResult.of(job, rejections(log));
    }

    /** The first run takes issue #1; as nobody merges its change, the bug is there for the next. */
    private Issue freshIssue(Repo repo, Consumer<String> out) throws InterruptedException {
        var open = Await.value(sample.forge(repo).openIssues(repo.ref()).collectList());
        for (var issue : open) {
            if (Await.maybe(jobs.latestFor(issue.ref())) == null) {
                return issue;
            }
        }
        var issue = sample.openIssue(repo);
        out.accept(
                """
                The earlier demo's pull request was not merged, so the bug is still on %s: \
                opened issue #%d for it\
                """
                        .formatted(repo.defaultBranch(), issue.ref().number()));
        return issue;
    }

    private Job awaitEnd(Issue issue) throws InterruptedException {
        var start = System.nanoTime();
        while (System.nanoTime() - start < LIMIT.toNanos()) {
            var job = Await.maybe(jobs.latestFor(issue.ref()));
            if (job == null) {
                throw new Failure.Never(
                        "The demo's command was refused; what was said above tells why.", null);
            }
            if (job.status().isFinal()) {
                return job;
            }
            Await.maybe(events.ticks().next());
        }
        throw new Failure.Never(
                "The demo's job does not end. `mosaic status %d` and `mosaic logs %d` show where it stands."
                        .formatted(issue.ref().number(), issue.ref().number()),
                null);
    }

    private String diff(Repo repo, Job job) throws InterruptedException {
        var base = job.outcome().baseSha();
        var head = job.outcome().headSha();
        if (base == null || head == null) {
            return "";
        }
        var mirror = mirrors.open(Await.value(sample.forge(repo).remote(repo.ref())));
        return mirror.diff(new CommitSha(base), new CommitSha(head), DIFF_BYTES);
    }

    private static int rejections(List<RecordedEvent> log) {
        return (int) log.stream().filter(line -> line.type().equals("gate.rejected")).count();
    }
}
