package dev.mosaic.stitcher.testkit;

import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Repository;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Requests for jobs. Each is for an issue of its own, unless a test names the issue. */
public final class SampleJobs {
    public static final RepoRef REPO = new RepoRef("local", 1);
    public static final Repository REPOSITORY = new Repository("local", 1, "demo/app");
    public static final Origin CONSOLE = new Origin("terminal", "console");

    private static final AtomicLong ISSUES = new AtomicLong(1_000);

    private SampleJobs() {}

    public static JobRequest request() {
        return request(REPO);
    }

    public static JobRequest request(RepoRef repo) {
        return request(new IssueRef(repo, ISSUES.incrementAndGet()));
    }

    public static JobRequest request(IssueRef issue) {
        return request(issue, 5, null);
    }

    public static JobRequest request(IssueRef issue, int priority, Instant runAt) {
        return new JobRequest(
                JobKind.FIX,
                issue,
                "demo/app",
                "Login fails",
                "be quick",
                priority,
                "strict",
                "scripted",
                null,
                "{}",
                CONSOLE,
                "ada",
                runAt);
    }

    /**
     * A change that is to be judged.
     *
     * @param branch null for that of a pull request
     */
    public static JobRequest inspection(JobKind kind, IssueRef ref, String branch) {
        return new JobRequest(
                kind,
                ref,
                branch,
                "demo/app",
                branch == null ? "Log in (#1)" : "",
                "",
                5,
                "STANDARD",
                "gates",
                null,
                "{}",
                CONSOLE,
                "ada",
                null);
    }

    /** As {@link #request()}, of another priority. */
    public static JobRequest request(RepoRef repo, int priority) {
        return request(new IssueRef(repo, ISSUES.incrementAndGet()), priority, null);
    }

    /** As {@link #request()}, not before a time. */
    public static JobRequest scheduled(Instant runAt) {
        return request(new IssueRef(REPO, ISSUES.incrementAndGet()), 5, runAt);
    }

    /** The same issue, asked for by somebody else somewhere else. */
    public static JobRequest askedBy(JobRequest request, String person) {
        return new JobRequest(
                request.kind(),
                request.issue(),
                request.repoName(),
                request.title(),
                request.instructions(),
                request.priority(),
                request.gateProfile(),
                request.engine(),
                request.model(),
                request.terms(),
                new Origin("terminal", person),
                person,
                request.runAt());
    }
}
