package dev.mosaic.stitcher.command.desk;

import dev.mosaic.stitcher.access.Right;
import dev.mosaic.stitcher.command.AvailableEngines;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Command.Verb;
import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.command.Desk.Asked;
import dev.mosaic.stitcher.command.Desk.Errand;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.command.desk.Admission.Ruling;
import dev.mosaic.stitcher.command.desk.Enrolment.Wish;
import dev.mosaic.stitcher.command.desk.Lookup.Subject;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.Issue;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.policy.Terms;
import dev.mosaic.stitcher.text.AdmissionText;
import dev.mosaic.stitcher.text.Replies;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Takes orders for changes: looks at what is meant, and whether it may be. */
@Component
final class FixOrders {
    private static final int ISSUES_SHOWN = 10;

    private final Lookup lookup;
    private final Forges forges;
    private final Admission admission;
    private final AvailableEngines engines;
    private final Enrolment enrolment;
    private final InspectOrders inspections;
    private final Replies replies;

    FixOrders(
            Lookup lookup,
            Forges forges,
            Admission admission,
            AvailableEngines engines,
            Enrolment enrolment,
            InspectOrders inspections,
            CommandSettings settings) {
        this.lookup = lookup;
        this.forges = forges;
        this.admission = admission;
        this.engines = engines;
        this.enrolment = enrolment;
        this.inspections = inspections;
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
                                        () -> decide(wish(fix, asked, subject), subject))));
    }

    /** Of a change that is there. */
    Mono<Errand> review(Command.Review review, Asked asked) {
        return inspections.review(review, asked);
    }

    /** Of a change that is there. */
    Mono<Errand> check(Command.Check check, Asked asked) {
        return inspections.check(check, asked);
    }

    private static Wish wish(Command.Fix fix, Asked asked, Subject subject) {
        return new Wish(JobKind.FIX, subject.ref(), null, fix.options(), fix.instructions(), asked);
    }

    /** What was asked for before is what it is, whatever became of the issue since. */
    private Mono<Errand> decide(Wish wish, Subject subject) {
        return enrolment
                .before(wish)
                .switchIfEmpty(
                        Mono.defer(() ->
                                forges.of(subject.repo().ref())
                                        .issue(subject.ref())
                                        .flatMap(issue -> mayDoWithoutGates(wish, subject, issue))))
                .switchIfEmpty(Mono.defer(() -> unknown(subject)));
    }

    private Mono<Errand> mayDoWithoutGates(Wish wish, Subject subject, Issue issue) {
        var options = wish.options();
        // where nobody may, nobody is sent to an administrator
        if (!options.yolo() || admission.fix(options) instanceof Ruling.Refuse) {
            return order(wish, subject, issue);
        }
        return lookup.has(wish.asked().incoming().actor(), Right.REPO_ADMIN, subject.repo().ref())
                .flatMap(admin ->
                        admin
                                ? order(wish, subject, issue)
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

    private Mono<Errand> order(Wish wish, Subject subject, Issue issue) {
        if (!issue.open()) {
            return Mono.just(
                    refuse(Cause.CONFLICT, replies.closedIssue(subject.repo().name(), issue)));
        }
        return withModel(admission.fix(wish.options(), wish.spawn()))
                .flatMap(ruling -> order(ruling, wish, subject, issue));
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
                        .switchIfEmpty(Mono.defer(() -> withoutReviewer(terms)))
                        .defaultIfEmpty(ruling);
    }

    /** What the repository's policy wants is known when its base branch was read, and said then. */
    private Mono<Ruling> withoutReviewer(Terms terms) {
        return admission.isReviewed(terms)
                ? engines.withoutReviewer(terms.model())
                        .map(why -> new Ruling.Refuse(why, AdmissionText.STANDARD))
                : Mono.empty();
    }

    private Mono<Errand> order(Ruling ruling, Wish wish, Subject subject, Issue issue) {
        return switch (ruling) {
            case Ruling.Refuse(var reason, var hint) ->
                    Mono.just(refuse(Cause.INVALID, replies.refused(reason, hint)));
            case Ruling.Queue(var terms, var notes) ->
                    enrolment.enrol(
                            wish,
                            enrolment.request(wish, subject.repo(), issue.title(), terms, null),
                            job -> replies.accepted(job, terms, notes));
            case Ruling.Hold(var terms, var until, var reason) ->
                    enrolment.enrol(
                            wish,
                            enrolment.request(wish, subject.repo(), issue.title(), terms, until),
                            job -> replies.held(job, until, reason));
        };
    }

    private static Errand refuse(Cause cause, String text) {
        return Errand.say(new Reply.Refused(cause, text));
    }
}
