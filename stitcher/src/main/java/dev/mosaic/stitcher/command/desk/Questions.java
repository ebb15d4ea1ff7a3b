package dev.mosaic.stitcher.command.desk;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.access.Authority;
import dev.mosaic.stitcher.access.Decision;
import dev.mosaic.stitcher.access.Right;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Command.Verb;
import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.command.Desk.Asked;
import dev.mosaic.stitcher.command.Desk.Errand;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.forge.Repo;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.job.store.Jobs.Filter;
import dev.mosaic.stitcher.job.work.JobLog;
import dev.mosaic.stitcher.text.JobStory;
import dev.mosaic.stitcher.text.Replies;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Answers what changes nothing. */
@Component
final class Questions {
    private static final int JOBS_LOOKED_AT = 100;
    private static final int JOBS_SHOWN = 20;
    private static final int EVENTS_READ = 10_000;

    private final Lookup lookup;
    private final Authority authority;
    private final Jobs jobs;
    private final JobEvents events;
    private final JobLog log;
    private final Replies replies;

    Questions(
            Lookup lookup,
            Authority authority,
            Jobs jobs,
            JobEvents events,
            JobLog log,
            CommandSettings settings) {
        this.lookup = lookup;
        this.authority = authority;
        this.jobs = jobs;
        this.events = events;
        this.log = log;
        this.replies = new Replies(settings.mention());
    }

    Mono<Errand> status(Command.Status status, Asked asked) {
        var everything =
                status.target() instanceof Target.Implied && asked.incoming().thread() == null;
        return everything
                ? list(new Filter(null, null, true), asked)
                : lookup.job(status.target(), asked, Verb.STATUS)
                        .flatMap(found -> found.then(this::status));
    }

    Mono<Errand> jobs(Asked asked) {
        return list(Filter.ALL, asked);
    }

    Mono<Errand> logs(Command.Logs logs, Asked asked) {
        return lookup.job(logs.job(), asked, Verb.LOGS)
                .flatMap(found -> found.then(job -> logs(job, logs.stage())));
    }

    private Mono<Errand> logs(Job job, @Nullable Stage stage) {
        return log.of(job.id())
                .filter(chunk -> stage == null || stage == chunk.stage())
                .reduce(Tail.EMPTY, (tail, chunk) -> tail.and(chunk.text()))
                .map(tail -> answer(replies.logs(job, stage, tail.text(), tail.cut())));
    }

    Mono<Errand> whoami(Asked asked) {
        var actor = asked.incoming().actor();
        var repo =
                asked.incoming().place() == null ? Mono.<Found<Repo>>empty() : lookup.place(asked);
        return repo.flatMap(found ->
                        found.then(here ->
                                rights(actor, here.ref())
                                        .flatMap(right -> whoami(actor, here, right))))
                .switchIfEmpty(Mono.defer(() -> whoami(actor, null, "")));
    }

    private Mono<Errand> whoami(Actor actor, @Nullable Repo repo, String right) {
        return authority
                .decide(actor, Right.INSTANCE_ADMIN, null)
                .map(Decision.Granted.class::isInstance)
                .map(admin ->
                        answer(
                                replies.whoami(
                                        actor.name(),
                                        actor.forge(),
                                        repo == null ? null : repo.name(),
                                        right,
                                        admin)));
    }

    /** The greatest right of the three that a repository knows. */
    private Mono<String> rights(Actor actor, RepoRef repo) {
        return Flux.just(Right.REPO_ADMIN, Right.WRITE, Right.READ)
                .filterWhen(right -> lookup.has(actor, right, repo))
                .next()
                .map(right -> right.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .defaultIfEmpty("");
    }

    private Mono<Errand> status(Job job) {
        return events.of(job.id(), 0, EVENTS_READ)
                .reduce(JobStory.EMPTY, JobStory::and)
                .map(story -> answer(replies.status(job, story)));
    }

    private Mono<Errand> list(Filter filter, Asked asked) {
        var actor = asked.incoming().actor();
        return jobs.list(filter, null, JOBS_LOOKED_AT)
                .collectList()
                .flatMap(found ->
                        readable(found, actor).map(repos -> answer(list(found, repos, filter))));
    }

    private String list(List<Job> found, Set<RepoRef> readable, Filter filter) {
        return replies.jobs(
                found.stream()
                        .filter(job -> readable.contains(job.request().issue().repo()))
                        .limit(JOBS_SHOWN)
                        .toList(),
                filter.liveOnly());
    }

    private Mono<Set<RepoRef>> readable(List<Job> found, Actor actor) {
        return Flux.fromStream(found.stream().map(job -> job.request().issue().repo()).distinct())
                .filterWhen(repo -> lookup.mayRead(actor, repo))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Errand answer(String text) {
        return Errand.say(new Reply.Answer(text));
    }
}
