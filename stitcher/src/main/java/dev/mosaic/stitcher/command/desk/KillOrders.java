package dev.mosaic.stitcher.command.desk;

import dev.mosaic.stitcher.access.Authority;
import dev.mosaic.stitcher.access.Decision;
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
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.store.Kills;
import dev.mosaic.stitcher.killswitch.Killswitch;
import dev.mosaic.stitcher.text.KillText;
import dev.mosaic.stitcher.text.Replies;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Takes orders to end something at once. */
@Component
final class KillOrders {
    private static final int LONG_ID = 36;

    private final Lookup lookup;
    private final Killswitch killswitch;
    private final Authority authority;
    private final Replies replies;
    private final String mention;

    KillOrders(
            Lookup lookup, Killswitch killswitch, Authority authority, CommandSettings settings) {
        this.lookup = lookup;
        this.killswitch = killswitch;
        this.authority = authority;
        this.replies = new Replies(settings.mention());
        this.mention = settings.mention();
    }

    /** The job that is meant. @param agent if one of its agents was named; null if it was not */
    private record Meant(Target job, @Nullable UUID agent) {}

    Mono<Errand> kill(Command.Kill kill, Asked asked) {
        return meant(kill.job())
                .flatMap(meant ->
                        lookup.job(meant.job(), asked, Verb.KILL)
                                .map(found -> hidden(found, meant))
                                .flatMap(found ->
                                        found.then(job ->
                                                permitted(job, meant.agent(), kill, asked))));
    }

    /** Whoever may not stop everything is remembered for trying. */
    Mono<Errand> killAll(Command.KillAll killAll, Asked asked) {
        var order = order(killAll.reason(), asked);
        return authority
                .decide(asked.incoming().actor(), Right.INSTANCE_ADMIN, null)
                .map(decision ->
                        switch (decision) {
                            case Decision.Granted() ->
                                    new Errand(killswitch.killAll(order).map(this::killing));
                            case Decision.Refused(var reason) ->
                                    new Errand(
                                            killswitch
                                                    .refused(order)
                                                    .thenReturn(refused(Cause.FORBIDDEN, reason)));
                        });
    }

    private Mono<Meant> meant(Target target) {
        return target instanceof Target.Job(var name) && name.length() == LONG_ID
                ? killswitch
                        .jobOf(UUID.fromString(name))
                        .map(job -> new Meant(Target.Job.of(job), UUID.fromString(name)))
                        .defaultIfEmpty(new Meant(target, null))
                : Mono.just(new Meant(target, null));
    }

    /** The job of an agent whose repository may not be read is not named either. */
    private Found<Job> hidden(Found<Job> found, Meant meant) {
        return found instanceof Found.No<Job> && meant.agent() != null
                ? Found.no(Cause.NOT_FOUND, replies.unknownJob(meant.agent().toString()))
                : found;
    }

    private Mono<Errand> permitted(Job job, @Nullable UUID agent, Command.Kill kill, Asked asked) {
        return lookup.permitted(
                asked,
                Verb.KILL,
                job.request().issue().repo(),
                () ->
                        Mono.just(
                                new Errand(
                                        killswitch
                                                .kill(job.id(), agent, order(kill.reason(), asked))
                                                .map(answer -> killed(answer, agent)))));
    }

    private Deed killed(Kills.Answer answer, @Nullable UUID agent) {
        return switch (answer) {
            case Kills.Answer.Over(var job) ->
                    refused(
                            Cause.CONFLICT,
                            agent == null
                                    ? KillText.over(job, mention)
                                    : KillText.agentOver(job, mention));
            case Kills.Answer.Given given ->
                    new Deed(
                            new Reply.Accepted(
                                    given.job().id(), false, KillText.given(given, mention)),
                            given.job().status() == JobStatus.CANCELLING
                                    ? new Signal.Stop(given.job().id())
                                    : null);
        };
    }

    private Deed killing(Kills.All all) {
        return new Deed(
                new Reply.Answer(KillText.all(all, mention)),
                new Signal.StopAll(all.given().stream().map(given -> given.job().id()).toList()));
    }

    private static Kills.Order order(String reason, Asked asked) {
        var incoming = asked.incoming();
        return Kills.Order.of(incoming.actor().name(), reason, incoming.door());
    }

    private static Deed refused(Cause cause, String text) {
        return new Deed(new Reply.Refused(cause, text), null);
    }
}
