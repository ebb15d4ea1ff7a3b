package dev.mosaic.stitcher.command.desk;

import dev.mosaic.stitcher.access.Right;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Command.Verb;
import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.command.Desk.Asked;
import dev.mosaic.stitcher.command.Desk.Deed;
import dev.mosaic.stitcher.command.Desk.Errand;
import dev.mosaic.stitcher.command.Desk.Signal;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.policy.Terms;
import dev.mosaic.stitcher.text.AdmissionText;
import dev.mosaic.stitcher.text.Replies;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Takes orders about jobs that exist: end it, start it over, move it in the queue, steer it. */
@Component
final class JobOrders {
    private final Lookup lookup;
    private final Jobs jobs;
    private final SteerOrders steers;
    private final JsonMapper json;
    private final Replies replies;

    JobOrders(
            Lookup lookup,
            Jobs jobs,
            SteerOrders steers,
            JsonMapper json,
            CommandSettings settings) {
        this.lookup = lookup;
        this.jobs = jobs;
        this.steers = steers;
        this.json = json;
        this.replies = new Replies(settings.mention());
    }

    Mono<Errand> cancel(Command.Cancel cancel, Asked asked) {
        return lookup.job(cancel.job(), asked, Verb.CANCEL)
                .flatMap(found ->
                        found.then(job ->
                                lookup.permitted(
                                        asked,
                                        Verb.CANCEL,
                                        job.request().issue().repo(),
                                        () -> Mono.just(cancel(job, asked)))));
    }

    Mono<Errand> retry(Command.Retry retry, Asked asked) {
        return lookup.job(retry.job(), asked, Verb.RETRY)
                .flatMap(found ->
                        found.then(job ->
                                lookup.permitted(
                                        asked,
                                        Verb.RETRY,
                                        job.request().issue().repo(),
                                        () -> retryAllowed(job, retry.text(), asked))));
    }

    private Errand cancel(Job job, Asked asked) {
        if (job.status().isFinal()) {
            return Errand.say(new Reply.Refused(Cause.CONFLICT, replies.alreadyOver(job)));
        }
        return new Errand(
                jobs.cancel(job.id(), asked.incoming().actor().name(), "")
                        .map(cancelled ->
                                new Deed(
                                        new Reply.Accepted(
                                                cancelled.id(),
                                                false,
                                                replies.cancelled(cancelled)),
                                        cancelled.status() == JobStatus.CANCELLING
                                                ? new Signal.Stop(cancelled.id())
                                                : null)));
    }

    Mono<Errand> say(Command.Say say, Asked asked) {
        return steers.steer(say, asked);
    }

    Mono<Errand> prioritize(Command.Prioritize change, Asked asked) {
        return lookup.job(change.job(), asked, Verb.PRIORITY)
                .flatMap(found ->
                        found.then(job ->
                                lookup.permitted(
                                        asked,
                                        Verb.PRIORITY,
                                        job.request().issue().repo(),
                                        () ->
                                                Mono.just(
                                                        prioritize(
                                                                job, change.priority(), asked)))));
    }

    private Errand prioritize(Job job, int priority, Asked asked) {
        if (job.status().isFinal()) {
            return Errand.say(new Reply.Refused(Cause.CONFLICT, replies.alreadyOver(job)));
        }
        return new Errand(
                jobs.prioritize(job.id(), asked.incoming().actor().name(), priority)
                        .map(changed ->
                                new Deed(
                                        new Reply.Accepted(
                                                changed.id(), false, replies.prioritized(changed)),
                                        null)));
    }

    /** What one person was allowed to skip is not skipped for another. */
    private Mono<Errand> retryAllowed(Job job, String text, Asked asked) {
        var terms = json.readValue(job.request().terms(), Terms.class);
        if (!terms.chosen().contains(Terms.Choice.YOLO)) {
            return retry(job, text, asked);
        }
        var repo = job.request().issue().repo();
        return lookup.has(asked.incoming().actor(), Right.REPO_ADMIN, repo)
                .flatMap(admin ->
                        admin
                                ? retry(job, text, asked)
                                : Mono.just(
                                        Errand.say(
                                                new Reply.Refused(
                                                        Cause.FORBIDDEN,
                                                        AdmissionText.YOLO_RETRY))));
    }

    private Mono<Errand> retry(Job job, String text, Asked asked) {
        if (!job.status().isFinal()) {
            return refused(replies.notOver(job));
        }
        return jobs.liveFor(job.request())
                .flatMap(live -> refused(replies.otherJobLives(job, live)))
                .switchIfEmpty(Mono.fromSupplier(() -> startOver(job, text, asked)));
    }

    private Errand startOver(Job job, String text, Asked asked) {
        var incoming = asked.incoming();
        return new Errand(
                jobs.retry(job.id(), incoming.actor().name(), text, incoming.origin())
                        .map(again ->
                                new Deed(
                                        new Reply.Accepted(
                                                again.id(), false, replies.retried(again)),
                                        new Signal.Wake())));
    }

    private static Mono<Errand> refused(String text) {
        return Mono.just(Errand.say(new Reply.Refused(Cause.CONFLICT, text)));
    }
}
