package dev.mosaic.stitcher.command.desk;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.access.Authority;
import dev.mosaic.stitcher.access.Decision;
import dev.mosaic.stitcher.access.Right;
import dev.mosaic.stitcher.command.Command.Verb;
import dev.mosaic.stitcher.command.CommandCatalog;
import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.command.Desk.Asked;
import dev.mosaic.stitcher.command.Desk.Errand;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.forge.Forge;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.Repo;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.text.Replies;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Finds what a command names. What the asker may not read is answered exactly as what does not
 * exist, so that nobody learns of it here.
 */
@Component
final class Lookup {
    private static final int NAMES_LOOKED_AT = 50;
    private static final int NAMES_SHOWN = 10;

    private final Forges forges;
    private final Jobs jobs;
    private final Authority authority;
    private final Replies replies;

    Lookup(Forges forges, Jobs jobs, Authority authority, CommandSettings settings) {
        this.forges = forges;
        this.jobs = jobs;
        this.authority = authority;
        this.replies = new Replies(settings.mention());
    }

    /** An issue by its repository; nobody has looked yet whether it exists. */
    record Subject(Repo repo, IssueRef ref) {}

    /** The issue that is meant. */
    Mono<Found<Subject>> issue(Target target, Asked asked) {
        var actor = asked.incoming().actor();
        return switch (target) {
            case Target.Issue(var number) -> place(asked).map(found -> at(found, number));
            case Target.IssueOf(var repo, var number) ->
                    repo(repo, actor).map(found -> at(found, number));
            case Target.IssueAt(var site, var repo, var number) ->
                    Mono.just(Found.no(Cause.NOT_FOUND, replies.unknownSite(site, repo, number)));
            case Target.Job(var name) ->
                    Mono.just(Found.no(Cause.INVALID, replies.fixNamesAJob("retry " + name)));
            case Target.Branch _ -> Mono.just(Found.no(Cause.INVALID, replies.whichIssue()));
            case Target.Implied() -> ofThread(asked);
        };
    }

    /** The pull request that is meant, of a job the one that it opened; or none, for a branch. */
    Mono<Found<Subject>> change(Target target, Asked asked, Verb verb) {
        return switch (target) {
            case Target.Branch _ -> place(asked).map(found -> at(found, 0));
            case Target.Job _, Target.Implied _ ->
                    job(target, asked, verb)
                            .flatMap(found -> found.and(job -> pullRequestOf(job, verb)));
            case Target.Issue _, Target.IssueOf _, Target.IssueAt _ -> issue(target, asked);
        };
    }

    private Mono<Found<Subject>> pullRequestOf(Job job, Verb verb) {
        var number = job.outcome().pullRequest();
        return number == null
                ? Mono.just(Found.no(Cause.CONFLICT, replies.noPullRequest(job, verb.word())))
                : subject(new IssueRef(job.request().issue().repo(), number));
    }

    /** The job that is meant. */
    Mono<Found<Job>> job(Target target, Asked asked, Verb verb) {
        return switch (target) {
            case Target.Job(var name) -> named(name, asked.incoming().actor());
            case Target.Implied() -> {
                var thread = asked.incoming().thread();
                yield thread == null
                        ? Mono.just(Found.no(Cause.INVALID, replies.whichJob(verb.word())))
                        : named(thread.toString(), asked.incoming().actor());
            }
            case Target.Branch _ ->
                    Mono.just(Found.no(Cause.INVALID, replies.whichJob(verb.word())));
            case Target.Issue _, Target.IssueOf _, Target.IssueAt _ ->
                    issue(target, asked).flatMap(found -> found.and(this::newest));
        };
    }

    /**
     * The repository of the place where the command was said; the only one there is, if it has
     * none.
     */
    Mono<Found<Repo>> place(Asked asked) {
        var place = asked.incoming().place();
        var actor = asked.incoming().actor();
        if (place != null) {
            return repo(place, actor);
        }
        return forge(actor)
                .map(forge -> readable(forge, actor))
                .orElseGet(() -> Mono.just(List.of()))
                .map(known ->
                        known.size() == 1
                                ? new Found.Yes<>(known.getFirst())
                                : Found.no(Cause.INVALID, replies.noPlace(names(known))));
    }

    /** Goes on if the right is there, else says what is missing. */
    Mono<Errand> permitted(
            Asked asked, Verb verb, @Nullable RepoRef repo, Supplier<Mono<Errand>> next) {
        var needed = CommandCatalog.of(verb).needs();
        if (needed == null) {
            return next.get();
        }
        return authority
                .decide(asked.incoming().actor(), needed, repo)
                .flatMap(decision ->
                        switch (decision) {
                            case Decision.Granted() -> next.get();
                            case Decision.Refused(var reason) ->
                                    Mono.just(
                                            Errand.say(new Reply.Refused(Cause.FORBIDDEN, reason)));
                        });
    }

    /** What people call a repository; its key if the forge does not know it any more. */
    Mono<String> nameOf(RepoRef repo) {
        return forges.of(repo)
                .repo(repo)
                .map(it -> it.name().toString())
                .defaultIfEmpty(repo.key());
    }

    Mono<Boolean> mayRead(Actor actor, RepoRef repo) {
        return has(actor, Right.READ, repo);
    }

    Mono<Boolean> has(Actor actor, Right right, RepoRef repo) {
        return authority.decide(actor, right, repo).map(Decision.Granted.class::isInstance);
    }

    /** The repository of that name, if the actor may read it. */
    Mono<Found<Repo>> repo(RepoName name, Actor actor) {
        // People of one forge have no rights in another, so only theirs is asked.
        var forge = forge(actor);
        if (forge.isEmpty()) {
            return Mono.just(Found.no(Cause.NOT_FOUND, replies.unknownForge(actor.forge())));
        }
        return forge.get()
                .repo(name)
                .filterWhen(repo -> mayRead(actor, repo.ref()))
                .<Found<Repo>>map(Found.Yes::new)
                .switchIfEmpty(
                        Mono.defer(() ->
                                readable(forge.get(), actor)
                                        .map(known ->
                                                Found.no(
                                                        Cause.NOT_FOUND,
                                                        replies.unknownRepository(
                                                                name, names(known))))));
    }

    private Mono<Found<Subject>> ofThread(Asked asked) {
        var thread = asked.incoming().thread();
        if (thread == null) {
            return Mono.just(Found.no(Cause.INVALID, replies.whichIssue()));
        }
        return named(thread.toString(), asked.incoming().actor())
                .flatMap(found -> found.and(job -> subject(job.request().issue())));
    }

    private Mono<Found<Subject>> subject(IssueRef ref) {
        return forges.of(ref.repo())
                .repo(ref.repo())
                .<Found<Subject>>map(repo -> new Found.Yes<>(new Subject(repo, ref)))
                .defaultIfEmpty(Found.no(Cause.NOT_FOUND, replies.whichIssue()));
    }

    /** What is under way is meant rather than what is over; of two, whoever asks says which. */
    private Mono<Found<Job>> newest(Subject subject) {
        return jobs.liveFor(subject.ref())
                .collectList()
                .flatMap(live ->
                        switch (live.size()) {
                            case 0 -> latest(subject);
                            case 1 -> Mono.just(new Found.Yes<>(live.getFirst()));
                            default ->
                                    Mono.just(
                                            Found.no(
                                                    Cause.INVALID,
                                                    replies.manyJobs(
                                                            "#" + subject.ref().number(), live)));
                        });
    }

    private Mono<Found<Job>> latest(Subject subject) {
        return jobs.latestFor(subject.ref())
                .<Found<Job>>map(Found.Yes::new)
                .switchIfEmpty(
                        Mono.fromSupplier(() ->
                                Found.no(
                                        Cause.NOT_FOUND,
                                        replies.noJobYet(
                                                subject.repo().name(), subject.ref().number()))));
    }

    private Mono<Found<Job>> named(String name, Actor actor) {
        var candidates = name.length() > 8 ? jobs.find(JobId.parse(name)).flux() : jobs.named(name);
        return candidates
                .filterWhen(job -> mayRead(actor, job.request().issue().repo()))
                .collectList()
                .map(found ->
                        switch (found.size()) {
                            case 0 -> Found.no(Cause.NOT_FOUND, replies.unknownJob(name));
                            case 1 -> new Found.Yes<>(found.getFirst());
                            default -> Found.no(Cause.INVALID, replies.manyJobs(name, found));
                        });
    }

    private static Found<Subject> at(Found<Repo> found, long number) {
        return switch (found) {
            case Found.Yes<Repo>(var repo) ->
                    new Found.Yes<>(new Subject(repo, new IssueRef(repo.ref(), number)));
            case Found.No<Repo>(var refusal) -> new Found.No<>(refusal);
        };
    }

    private Optional<Forge> forge(Actor actor) {
        return forges.all().stream().filter(forge -> forge.id().equals(actor.forge())).findFirst();
    }

    private Mono<List<Repo>> readable(Forge forge, Actor actor) {
        return forge.repos()
                .take(NAMES_LOOKED_AT)
                .filterWhen(repo -> mayRead(actor, repo.ref()))
                .take(NAMES_SHOWN)
                .collectList();
    }

    private static List<String> names(List<Repo> repos) {
        return repos.stream().map(repo -> repo.name().toString()).toList();
    }
}
