package dev.mosaic.stitcher.command.desk;

import dev.mosaic.stitcher.command.AvailableEngines;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Command.Verb;
import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.command.Desk.Asked;
import dev.mosaic.stitcher.command.Desk.Deed;
import dev.mosaic.stitcher.command.Desk.Errand;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.store.JobSteps;
import dev.mosaic.stitcher.job.store.Steers;
import dev.mosaic.stitcher.text.SteerReplies;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Takes steers for the agents of jobs, and says truthfully who will read them, and when. */
@Component
final class SteerOrders {
    private final Lookup lookup;
    private final Steers steers;
    private final JobSteps steps;
    private final AvailableEngines engines;
    private final SteerReplies replies;

    SteerOrders(
            Lookup lookup,
            Steers steers,
            JobSteps steps,
            AvailableEngines engines,
            CommandSettings settings) {
        this.lookup = lookup;
        this.steers = steers;
        this.steps = steps;
        this.engines = engines;
        this.replies = new SteerReplies(settings.mention());
    }

    Mono<Errand> steer(Command.Say say, Asked asked) {
        return lookup.job(say.job(), asked, Verb.SAY)
                .flatMap(found ->
                        found.then(job ->
                                lookup.permitted(
                                        asked,
                                        Verb.SAY,
                                        job.request().issue().repo(),
                                        () -> steer(job, say.text(), asked))));
    }

    private Mono<Errand> steer(Job job, String text, Asked asked) {
        if (job.status().isFinal()) {
            return refused(Cause.CONFLICT, replies.over(job));
        }
        if (job.status() == JobStatus.CANCELLING) {
            return refused(Cause.CONFLICT, replies.ending(job));
        }
        if (job.request().kind().inspects()) {
            return refused(Cause.CONFLICT, replies.judges(job));
        }
        if (text.length() > Steers.LONGEST) {
            return refused(Cause.INVALID, replies.tooLong(text.length(), Steers.LONGEST));
        }
        var by = asked.incoming().actor().name();
        return outlook(job)
                .map(outlook ->
                        new Errand(
                                steers.receive(job.id(), by, text)
                                        .map(kept -> new Deed(reply(job, kept, outlook), null))));
    }

    private Reply reply(Job job, boolean kept, String outlook) {
        return kept
                ? new Reply.Accepted(job.id(), false, outlook)
                : new Reply.Refused(Cause.CONFLICT, replies.tooMany(job, Steers.MOST));
    }

    /** Who will read it. */
    private Mono<String> outlook(Job job) {
        return switch (job.status()) {
            case WAITING -> Mono.just(replies.whenItGoesOn(job));
            case RUNNING ->
                    steps.of(job.id())
                            .filter(step -> step.status() == JobStep.Status.RUNNING)
                            .next()
                            .map(step -> outlook(job, step.stage()))
                            .defaultIfEmpty(replies.toTheNextAgent(job));
            case PENDING, QUEUED, CANCELLING, COMPLETED, FAILED, CANCELLED, QUARANTINED ->
                    Mono.just(replies.toTheNextAgent(job));
        };
    }

    private String outlook(Job job, Stage stage) {
        return switch (stage) {
            case CONTEXT -> replies.toTheNextAgent(job);
            case WEAVE ->
                    engines.takesSteers(job.request().engine())
                            ? replies.beforeItsNextTurn(job)
                            : replies.notInMidRun(job, job.request().engine());
            case INSPECT, PUBLISH, REPORT -> replies.ifThereIsAnotherRound(job);
        };
    }

    private static Mono<Errand> refused(Cause cause, String text) {
        return Mono.just(Errand.say(new Reply.Refused(cause, text)));
    }
}
