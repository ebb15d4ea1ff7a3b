package dev.mosaic.stitcher.command.desk;

import dev.mosaic.stitcher.command.AvailableEngines;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Command.Verb;
import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.command.Desk.Asked;
import dev.mosaic.stitcher.command.Desk.Errand;
import dev.mosaic.stitcher.command.FixOptions;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.command.desk.Admission.Ruling;
import dev.mosaic.stitcher.command.desk.Enrolment.Wish;
import dev.mosaic.stitcher.command.desk.Lookup.Subject;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.PullRequest;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.text.InspectReplies;
import dev.mosaic.stitcher.text.Replies;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Takes orders to judge changes that are there. Whether a branch is there is seen when it is
 * fetched, not here: the forge is not asked for git.
 */
@Component
final class InspectOrders {
    private final Lookup lookup;
    private final Forges forges;
    private final Admission admission;
    private final AvailableEngines engines;
    private final Enrolment enrolment;
    private final Replies replies;
    private final InspectReplies texts;

    InspectOrders(
            Lookup lookup,
            Forges forges,
            Admission admission,
            AvailableEngines engines,
            Enrolment enrolment,
            CommandSettings settings) {
        this.lookup = lookup;
        this.forges = forges;
        this.admission = admission;
        this.engines = engines;
        this.enrolment = enrolment;
        this.replies = new Replies(settings.mention());
        this.texts = new InspectReplies(settings.mention());
    }

    /** What is ordered. */
    private record Order(
            JobKind kind,
            Verb verb,
            Target change,
            @Nullable String base,
            @Nullable Duration time,
            String instructions,
            Asked asked) {
        Wish wish(Subject subject) {
            return new Wish(
                    kind,
                    subject.ref(),
                    change instanceof Target.Branch(var name) ? name : null,
                    new FixOptions(null, time, null, null, null, null, base, false),
                    instructions,
                    asked);
        }
    }

    Mono<Errand> review(Command.Review review, Asked asked) {
        return inspect(
                new Order(
                        JobKind.REVIEW,
                        Verb.REVIEW,
                        review.change(),
                        review.base(),
                        review.time(),
                        review.instructions(),
                        asked));
    }

    Mono<Errand> check(Command.Check check, Asked asked) {
        return inspect(
                new Order(
                        JobKind.CHECK, Verb.CHECK, check.change(), check.base(), null, "", asked));
    }

    private Mono<Errand> inspect(Order order) {
        return lookup.change(order.change(), order.asked(), order.verb())
                .flatMap(found ->
                        found.then(subject ->
                                lookup.permitted(
                                        order.asked(),
                                        order.verb(),
                                        subject.repo().ref(),
                                        () -> decide(order.wish(subject), subject))));
    }

    /** What was asked for before is what it is, whatever became of the pull request since. */
    private Mono<Errand> decide(Wish wish, Subject subject) {
        return enrolment
                .before(wish)
                .switchIfEmpty(
                        Mono.defer(() ->
                                wish.branch() == null
                                        ? ofPullRequest(wish, subject)
                                        : order(wish, subject, "", wish.branch())));
    }

    private Mono<Errand> ofPullRequest(Wish wish, Subject subject) {
        return forges.of(subject.repo().ref())
                .pullRequest(subject.ref())
                .flatMap(pull ->
                        pull.state() == PullRequest.State.OPEN
                                ? order(wish, subject, pull.title(), pull.head())
                                : refused(
                                        Cause.CONFLICT,
                                        texts.over(wish.kind(), subject.repo().name(), pull)))
                .switchIfEmpty(
                        Mono.defer(() ->
                                refused(
                                        Cause.NOT_FOUND,
                                        texts.unknown(
                                                wish.kind(),
                                                subject.repo().name(),
                                                subject.ref()))));
    }

    private Mono<Errand> order(Wish wish, Subject subject, String title, String branch) {
        if (enrolment.givesAway(branch)) {
            return refused(Cause.INVALID, InspectReplies.SECRET_BRANCH);
        }
        return withReviewer(wish, admission.inspect(wish.kind(), wish.options(), wish.spawn()))
                .flatMap(ruling ->
                        switch (ruling) {
                            case Ruling.Refuse(var reason, var hint) ->
                                    refused(Cause.INVALID, replies.refused(reason, hint));
                            case Ruling.Queue(var terms, var notes) ->
                                    enrolment.enrol(
                                            wish,
                                            enrolment.request(
                                                    wish, subject.repo(), title, terms, null),
                                            job -> texts.accepted(job, terms, notes));
                            case Ruling.Hold(var terms, var until, var reason) ->
                                    enrolment.enrol(
                                            wish,
                                            enrolment.request(
                                                    wish, subject.repo(), title, terms, until),
                                            job -> replies.held(job, until, reason));
                        });
    }

    /** A review that nobody could make is refused here, not when it has waited for its turn. */
    private Mono<Ruling> withReviewer(Wish wish, Ruling ruling) {
        return wish.kind() != JobKind.REVIEW || ruling instanceof Ruling.Refuse
                ? Mono.just(ruling)
                : engines.withoutReviewer(null)
                        .<Ruling>map(why -> new Ruling.Refuse(why, InspectReplies.CHECK_INSTEAD))
                        .defaultIfEmpty(ruling);
    }

    private static Mono<Errand> refused(Cause cause, String text) {
        return Mono.just(Errand.say(new Reply.Refused(cause, text)));
    }
}
