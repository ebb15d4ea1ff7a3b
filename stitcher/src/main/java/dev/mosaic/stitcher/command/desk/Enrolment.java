package dev.mosaic.stitcher.command.desk;

import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.command.Desk.Asked;
import dev.mosaic.stitcher.command.Desk.Deed;
import dev.mosaic.stitcher.command.Desk.Errand;
import dev.mosaic.stitcher.command.Desk.Signal;
import dev.mosaic.stitcher.command.FixOptions;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.command.Spawn;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.Repo;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.job.store.Jobs.Submission;
import dev.mosaic.stitcher.policy.Terms;
import dev.mosaic.stitcher.run.Agents;
import dev.mosaic.stitcher.text.Replies;
import dev.mosaic.stitcher.text.SpawnText;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes jobs of what was admitted. A person who asks for what is under way hears of it; a program
 * that asked for an agent gets the id of one, of a job that keeps what it asked for, or a refusal.
 */
@Component
final class Enrolment {
    private static final int USUAL_PRIORITY = 5;

    private final Jobs jobs;
    private final Agents agents;
    private final JsonMapper json;
    private final Replies replies;

    Enrolment(Jobs jobs, Agents agents, JsonMapper json, CommandSettings settings) {
        this.jobs = jobs;
        this.agents = agents;
        this.json = json;
        this.replies = new Replies(settings.mention());
    }

    /**
     * What is wished.
     *
     * @param ref the issue or pull request; none for a branch
     * @param branch to inspect; null for none
     */
    record Wish(
            JobKind kind,
            IssueRef ref,
            @Nullable String branch,
            FixOptions options,
            String instructions,
            Asked asked) {
        @Nullable Spawn spawn() {
            return asked.incoming().spawn();
        }
    }

    /** What became of the same task before. Empty if it is new, or if the wish names no task. */
    Mono<Errand> before(Wish wish) {
        return wish.spawn() == null
                ? Mono.empty()
                : jobs.startedBy(wish.asked().trigger())
                        .map(job ->
                                Errand.say(
                                        isKept(wish, job)
                                                ? known(job, replies.repeated(job))
                                                : refused(Cause.INVALID, SpawnText.OTHER_TASK)));
    }

    /** Makes a job of it, on these terms. @param accepted what is said of a new one */
    Mono<Errand> enrol(Wish wish, JobRequest request, Function<Job, String> accepted) {
        var made = new Errand(submit(wish, request, accepted));
        return wish.spawn() == null
                ? Mono.just(made)
                : jobs.liveFor(request)
                        .filter(job -> !isKept(wish, job))
                        .map(job -> Errand.say(refused(Cause.CONFLICT, SpawnText.otherTerms(job))))
                        .defaultIfEmpty(made);
    }

    /** Whether a text holds what must not be passed on. */
    boolean givesAway(String text) {
        return !jobs.clean(text).equals(text);
    }

    /**
     * @param title of what it is about; empty if that has none
     */
    JobRequest request(Wish wish, Repo repo, String title, Terms terms, @Nullable Instant runAt) {
        var priority = wish.options().priority();
        return new JobRequest(
                wish.kind(),
                wish.ref(),
                wish.branch(),
                repo.name().toString(),
                title,
                wish.instructions(),
                priority == null ? USUAL_PRIORITY : priority,
                terms.profile().name(),
                terms.engine(),
                terms.model(),
                json.writeValueAsString(terms),
                wish.asked().incoming().origin(),
                wish.asked().incoming().actor().name(),
                runAt);
    }

    private Mono<Deed> submit(Wish wish, JobRequest request, Function<Job, String> accepted) {
        return jobs.submit(request, wish.asked().trigger())
                .delayUntil(submission -> reserve(wish, submission))
                .map(submission ->
                        switch (submission) {
                            case Submission.Accepted(var job) ->
                                    new Deed(
                                            new Reply.Accepted(job.id(), true, accepted.apply(job)),
                                            new Signal.Wake());
                            case Submission.Joined(var job) ->
                                    new Deed(
                                            known(job, replies.joined(job, request.requestedBy())),
                                            null);
                            case Submission.Repeated(var job) ->
                                    new Deed(known(job, replies.repeated(job)), null);
                        });
    }

    /** Somebody was faster since we looked, and with another wish: then we decide anew. */
    private Mono<Void> reserve(Wish wish, Submission submission) {
        if (wish.spawn() == null) {
            return Mono.empty();
        }
        var job = submission.job();
        return submission instanceof Submission.Accepted || isKept(wish, job)
                ? agents.reserve(job.id())
                : Mono.error(new StaleJob(job.id()));
    }

    /** Whether the job does what is wished: what the wish leaves open may be as it is. */
    private boolean isKept(Wish wish, Job job) {
        var spawn = wish.spawn();
        var options = wish.options();
        var terms = json.readValue(job.request().terms(), Terms.class);
        return spawn != null
                && job.request().kind() == wish.kind()
                && job.request().issue().equals(wish.ref())
                && Objects.equals(job.request().branch(), wish.branch())
                && is(options.time(), terms.limits().wall())
                && is(options.base(), terms.base())
                && is(spawn.rounds(), terms.limits().rounds())
                && is(spawn.sandbox(), terms.sandbox())
                // a retry adds to them
                && job.request().instructions().startsWith(jobs.clean(wish.instructions()));
    }

    private static boolean is(@Nullable Object wished, @Nullable Object had) {
        return wished == null || wished.equals(had);
    }

    private static Reply known(Job job, String text) {
        return new Reply.Accepted(job.id(), false, text);
    }

    private static Reply refused(Cause cause, String text) {
        return new Reply.Refused(cause, text);
    }
}
