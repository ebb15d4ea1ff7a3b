package dev.mosaic.stitcher.command.intake;

import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.command.Desk;
import dev.mosaic.stitcher.command.Desk.Asked;
import dev.mosaic.stitcher.command.Desk.Deed;
import dev.mosaic.stitcher.command.Desk.Errand;
import dev.mosaic.stitcher.command.Incoming;
import dev.mosaic.stitcher.command.Incoming.Content;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.command.intake.Deliveries.Open;
import dev.mosaic.stitcher.command.language.CommandParser;
import dev.mosaic.stitcher.command.language.Parsed;
import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.job.IllegalTransition;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.secrets.Redactor;
import dev.mosaic.stitcher.text.Replies;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Where every door hands in. Stores the delivery, then has the desk answer it; what a dying process
 * left unanswered is answered by the next one, through the outbox of its origin.
 */
@Component
public class CommandIntake {
    private static final Logger log = LoggerFactory.getLogger(CommandIntake.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    private static final int LOOKS = 20;
    private static final int SWEPT_AT_ONCE = 20;
    private static final int DECISIONS = 2;

    private final CommandParser parser;
    private final Desk desk;
    private final Deliveries deliveries;
    private final Desk.Bell bell;
    private final Jobs jobs;
    private final CommandSettings settings;
    private final Redactor redactor;
    private final Replies replies;

    CommandIntake(
            CommandParser parser,
            Desk desk,
            Deliveries deliveries,
            Desk.Bell bell,
            Jobs jobs,
            CommandSettings settings,
            Redactor redactor) {
        this.parser = parser;
        this.desk = desk;
        this.deliveries = deliveries;
        this.bell = bell;
        this.jobs = jobs;
        this.settings = settings;
        this.redactor = redactor;
        this.replies = new Replies(settings.mention());
    }

    /**
     * One reply, always: also for what was handed in before, and for what blew up. Never fails.
     * Text that is not addressed to Mosaic is not stored.
     */
    public Mono<Reply> hand(Incoming incoming) {
        return Mono.defer(() ->
                understand(incoming) instanceof Parsed.NotForUs
                        ? Mono.just(new Reply.Silent())
                        : receive(incoming).map(reply -> reply.without(redactor)));
    }

    /** Answers what was stored, but not answered. Gives how many deliveries that were. */
    Mono<Long> sweep() {
        return deliveries
                .takeForgotten(settings.hold().dividedBy(3), settings.hold(), SWEPT_AT_ONCE)
                .doOnNext(_ -> Failpoint.FORGOTTEN_TAKEN.pass())
                .concatMap(this::answer)
                .count();
    }

    private Mono<Reply> receive(Incoming incoming) {
        return deliveries
                .store(incoming)
                .doOnSuccess(_ -> Failpoint.DELIVERY_STORED.pass())
                .map(same -> same ? Optional.<Reply>empty() : Optional.of(other()))
                .onErrorResume(problem -> {
                    log(incoming, problem, "A delivery could not be stored");
                    return Mono.just(Optional.of(unavailable(replies.notStored())));
                })
                .flatMap(refusal -> refusal.map(Mono::just).orElseGet(() -> stored(incoming)));
    }

    private Reply other() {
        return new Reply.Refused(Cause.INVALID, replies.otherRequest());
    }

    private Mono<Reply> stored(Incoming incoming) {
        return deliveries
                .take(incoming, settings.hold())
                .doOnNext(_ -> Failpoint.DELIVERY_TAKEN.pass())
                .flatMap(this::answer)
                .switchIfEmpty(Mono.defer(() -> replyOfOther(incoming)))
                .onErrorResume(problem -> Mono.just(unanswered(incoming, problem)));
    }

    /** It was answered before, or somebody else is answering it right now. */
    private Mono<Reply> replyOfOther(Incoming incoming) {
        return Mono.defer(() -> deliveries.reply(incoming))
                .repeatWhenEmpty(empty -> empty.take(LOOKS).delayElements(LOOK_AGAIN))
                .switchIfEmpty(Mono.fromSupplier(() -> unavailable(replies.answeredLater())));
    }

    private Mono<Reply> answer(Open open) {
        return Jobs.retryingStale(
                        Mono.defer(() -> prepare(open.incoming()))
                                .map(errand -> whileAsSeen(open.incoming(), errand))
                                .flatMap(errand -> deliveries.close(open, errand))
                                .single())
                // The job moved between the look and the change: look again, decide anew.
                .retryWhen(
                        Retry.max(DECISIONS)
                                .filter(IllegalTransition.class::isInstance)
                                .onRetryExhaustedThrow((_, last) -> last.failure()))
                .doOnNext(this::signal)
                .map(Deed::reply)
                .onErrorResume(problem -> !isDatabase(problem), problem -> explain(open, problem))
                .onErrorResume(problem -> Mono.just(unanswered(open.incoming(), problem)));
    }

    /** The row lock makes the comparison hold until the errand is done, in one transaction. */
    private Errand whileAsSeen(Incoming incoming, Errand errand) {
        var versions = incoming.versions();
        var thread = incoming.thread();
        if (versions == null || thread == null) {
            return errand;
        }
        return new Errand(
                jobs.hold(thread)
                        .flatMap(job ->
                                versions.contains(job.version())
                                        ? errand.work()
                                        : Mono.just(new Deed(stale(job), null))));
    }

    private Reply stale(Job job) {
        return new Reply.Refused(Cause.STALE, replies.changedMeanwhile(job));
    }

    private Mono<Errand> prepare(Incoming incoming) {
        return switch (understand(incoming)) {
            case Parsed.NotForUs() -> Mono.just(Errand.say(new Reply.Silent()));
            case Parsed.Misunderstood(var what, var hint) ->
                    Mono.just(
                            Errand.say(
                                    new Reply.Refused(
                                            Cause.MISUNDERSTOOD, replies.refused(what, hint))));
            case Parsed.Understood(var command) ->
                    desk.prepare(command, new Asked(incoming, incoming.trigger()))
                            // Well before the delivery counts as forgotten.
                            .timeout(settings.hold().dividedBy(2));
        };
    }

    private Parsed understand(Incoming incoming) {
        return switch (incoming.content()) {
            case Content.Text(var text) ->
                    incoming.thread() != null && parser.stopWord(text)
                            ? new Parsed.Understood(new Command.Cancel(new Target.Implied()))
                            : parser.parse(text);
            case Content.Bare(var text) -> parser.parseBare(text);
            case Content.Typed typed -> parser.parseBare(DeliveryJson.text(typed));
        };
    }

    /** Closes the delivery with what went wrong. */
    private Mono<Reply> explain(Open open, Throwable problem) {
        var reply =
                switch (problem) {
                    case Failure failure ->
                            unavailable(replies.unavailable(String.valueOf(failure.getMessage())));
                    case TimeoutException _ -> unavailable(replies.unavailable(replies.tooSlow()));
                    default -> apology(open.incoming(), problem);
                };
        return deliveries.close(open, Errand.say(reply)).map(Deed::reply);
    }

    private Reply apology(Incoming incoming, Throwable problem) {
        var reference = UUID.randomUUID().toString().substring(0, 8);
        log.atError()
                .addKeyValue("reference", reference)
                .addKeyValue("door", incoming.door())
                .addKeyValue("delivery", incoming.id())
                .setCause(problem)
                .log("A command broke down");
        return unavailable(replies.apology(reference));
    }

    /** The delivery stays open; the sweep comes back to it. */
    private Reply unanswered(Incoming incoming, Throwable problem) {
        log(incoming, problem, "A stored delivery could not be answered yet");
        return unavailable(replies.answeredLater());
    }

    private void signal(Deed deed) {
        if (deed.signal() != null) {
            Failpoint.DELIVERY_ANSWERED.pass();
            bell.ring(deed.signal());
            Failpoint.DELIVERY_SIGNALLED.pass();
        }
    }

    private static Reply unavailable(String text) {
        return new Reply.Refused(Cause.UNAVAILABLE, text);
    }

    private static void log(Incoming incoming, Throwable problem, String sentence) {
        log.atWarn()
                .addKeyValue("door", incoming.door())
                .addKeyValue("delivery", incoming.id())
                .setCause(problem)
                .log(sentence);
    }

    /** True if the database did not do what it was asked; not if we asked for nonsense. */
    private static boolean isDatabase(Throwable problem) {
        return switch (problem) {
            case DataIntegrityViolationException _,
                    InvalidDataAccessApiUsageException _,
                    InvalidDataAccessResourceUsageException _ ->
                    false;
            case DataAccessException _, TransactionException _ -> true;
            default -> false;
        };
    }
}
