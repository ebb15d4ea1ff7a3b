package dev.mosaic.stitcher.command.desk;

import dev.mosaic.stitcher.access.Right;
import dev.mosaic.stitcher.command.AvailableEngines;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Command.Verb;
import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.command.Desk.Asked;
import dev.mosaic.stitcher.command.Desk.Deed;
import dev.mosaic.stitcher.command.Desk.Errand;
import dev.mosaic.stitcher.command.Desk.Signal;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.command.desk.Admission.Ruling;
import dev.mosaic.stitcher.command.desk.Lookup.Subject;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.Issue;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.Jobs;
import dev.mosaic.stitcher.policy.Terms;
import dev.mosaic.stitcher.text.AdmissionText;
import dev.mosaic.stitcher.text.Replies;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Takes orders for changes: everything that begins a job. */
@Component
final class FixOrders {
    private static final int USUAL_PRIORITY = 5;
    private static final int ISSUES_SHOWN = 10;

    private final Lookup lookup;
    private final Forges forges;
    private final Jobs jobs;
    private final Admission admission;
    private final AvailableEngines engines;
    private final JsonMapper json;
    private final Replies replies;

    FixOrders(
            Lookup lookup,
            Forges forges,
            Jobs jobs,
            Admission admission,
            AvailableEngines engines,
            JsonMapper json,
            CommandSettings settings) {
        this.lookup = lookup;
        this.forges = forges;
        this.jobs = jobs;
        this.admission = admission;
        this.engines = engines;
        this.json = json;
        this.replies = new Replies(settings.mention());
    }

    Mono<Errand> fix(Command.Fix fix, Asked asked) {
        return lookup.issue(fix.issue(), asked)
                .flatMap(found ->
                        found.then(subject ->
                                lookup.permitted(
                                        asked,
                                        Verb.FIX,
                                        subject.repo().ref(),
                                        () -> decide(fix, asked, subject))));
    }

    private Mono<Errand> decide(Command.Fix fix, Asked asked, Subject subject) {
        return forges.of(subject.repo().ref())
                .issue(subject.ref())
                .flatMap(issue -> mayDoWithoutGates(fix, asked, subject, issue))
                .switchIfEmpty(Mono.defer(() -> unknown(subject)));
    }

    private Mono<Errand> mayDoWithoutGates(
            Command.Fix fix, Asked asked, Subject subject, Issue issue) {
        // where nobody may, nobody is sent to an administrator
        if (!fix.options().yolo() || admission.fix(fix.options()) instanceof Ruling.Refuse) {
            return order(fix, asked, subject, issue);
        }
        return lookup.has(asked.incoming().actor(), Right.REPO_ADMIN, subject.repo().ref())
                .flatMap(admin ->
                        admin
                                ? order(fix, asked, subject, issue)
                                : Mono.just(
                                        refuse(Cause.FORBIDDEN, AdmissionText.YOLO_NEEDS_ADMIN)));
    }

    private Mono<Errand> unknown(Subject subject) {
        return forges.of(subject.repo().ref())
                .openIssues(subject.repo().ref())
                .take(ISSUES_SHOWN)
                .collectList()
                .map(open ->
                        refuse(
                                Cause.NOT_FOUND,
                                replies.unknownIssue(subject.repo().name(), subject.ref(), open)));
    }

    private Mono<Errand> order(Command.Fix fix, Asked asked, Subject subject, Issue issue) {
        if (!issue.open()) {
            return Mono.just(
                    refuse(Cause.CONFLICT, replies.closedIssue(subject.repo().name(), issue)));
        }
        return withModel(admission.fix(fix.options()))
                .map(ruling -> order(ruling, fix, asked, subject, issue));
    }

    /** A job that no model would work on is refused here, not when it has waited for its turn. */
    private Mono<Ruling> withModel(Ruling ruling) {
        var terms =
                switch (ruling) {
                    case Ruling.Queue(var queued, _) -> queued;
                    case Ruling.Hold(var held, _, _) -> held;
                    case Ruling.Refuse _ -> null;
                };
        return terms == null
                ? Mono.just(ruling)
                : engines.withoutModel(terms.engine(), terms.model())
                        .<Ruling>map(why -> admission.without(terms.engine(), why))
                        .defaultIfEmpty(ruling);
    }

    private Errand order(
            Ruling ruling, Command.Fix fix, Asked asked, Subject subject, Issue issue) {
        return switch (ruling) {
            case Ruling.Refuse(var reason, var hint) ->
                    refuse(Cause.INVALID, replies.refused(reason, hint));
            case Ruling.Queue(var terms, var notes) ->
                    submit(
                            request(fix, asked, subject, issue, terms, null),
                            asked,
                            job -> replies.accepted(job, terms, notes));
            case Ruling.Hold(var terms, var until, var reason) ->
                    submit(
                            request(fix, asked, subject, issue, terms, until),
                            asked,
                            job -> replies.held(job, until, reason));
        };
    }

    private Errand submit(JobRequest request, Asked asked, Function<Job, String> accepted) {
        return new Errand(
                jobs.submit(request, asked.trigger())
                        .map(submission ->
                                switch (submission) {
                                    case Jobs.Submission.Accepted(var job) ->
                                            new Deed(
                                                    new Reply.Accepted(
                                                            job.id(), true, accepted.apply(job)),
                                                    new Signal.Wake());
                                    case Jobs.Submission.Joined(var job) ->
                                            known(job, replies.joined(job, request.requestedBy()));
                                    case Jobs.Submission.Repeated(var job) ->
                                            known(job, replies.repeated(job));
                                }));
    }

    private JobRequest request(
            Command.Fix fix,
            Asked asked,
            Subject subject,
            Issue issue,
            Terms terms,
            @Nullable Instant runAt) {
        var priority = fix.options().priority();
        return new JobRequest(
                JobKind.FIX,
                subject.ref(),
                subject.repo().name().toString(),
                issue.title(),
                fix.instructions(),
                priority == null ? USUAL_PRIORITY : priority,
                terms.profile().name(),
                terms.engine(),
                terms.model(),
                json.writeValueAsString(terms),
                asked.incoming().origin(),
                asked.incoming().actor().name(),
                runAt);
    }

    private static Deed known(Job job, String text) {
        return new Deed(new Reply.Accepted(job.id(), false, text), null);
    }

    private static Errand refuse(Cause cause, String text) {
        return Errand.say(new Reply.Refused(cause, text));
    }
}
