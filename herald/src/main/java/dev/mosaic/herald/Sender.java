package dev.mosaic.herald;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.job.message.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Says what stands in the outbox. Each effect is marked when it was said; a crash between the two
 * says it again under the same key, which the outlet recognises as far as its platform can.
 */
@Component
class Sender {
    /** After so many tries a final word no longer waits for its status message. */
    private static final int STATUS_FIRST = 5;

    private static final Logger log = LoggerFactory.getLogger(Sender.class);

    private final Outbox outbox;
    private final Converger converger;
    private final Clock clock;
    private final HeraldSettings settings;
    private final Backoff backoff;

    Sender(Outbox outbox, Converger converger, Clock clock, HeraldSettings settings) {
        this.outbox = outbox;
        this.converger = converger;
        this.clock = clock;
        this.settings = settings;
        this.backoff = new Backoff(settings.retryFirst(), settings.retryMost());
    }

    /**
     * Says what is due at an outlet.
     *
     * @return how many effects were due
     */
    Mono<Integer> pass(Outlet outlet) {
        return outbox.take(Set.of(outlet.name()), settings.hold(), settings.parallel())
                .collect(groupingBy(it -> it.effect().target(), LinkedHashMap::new, toList()))
                .flatMapIterable(Map::values)
                .flatMap(it -> sendInOrder(outlet, it), settings.parallel())
                .reduce(0, Integer::sum);
    }

    /** What goes to one place goes there in the order in which it was written. */
    private Mono<Integer> sendInOrder(Outlet outlet, List<Outbox.Pending> toOnePlace) {
        return Flux.fromIterable(toOnePlace)
                .concatMap(it -> send(outlet, it))
                .then(Mono.just(toOnePlace.size()));
    }

    private Mono<Void> send(Outlet outlet, Outbox.Pending pending) {
        return mayBeSaid(outlet, pending)
                .flatMap(now ->
                        now
                                ? say(outlet, pending)
                                : postpone(pending, "its status comes first", Duration.ZERO));
    }

    /** Whoever reads "done" must not find a bar below it that still moves. */
    private Mono<Boolean> mayBeSaid(Outlet outlet, Outbox.Pending pending) {
        var end = FinalKey.parse(pending.effect().key());
        if (end == null || pending.attempts() >= STATUS_FIRST) {
            return Mono.just(true);
        }
        return converger.settle(outlet, end.job(), end.to());
    }

    private Mono<Void> say(Outlet outlet, Outbox.Pending pending) {
        var effect = pending.effect();
        Failpoint.WORD_DUE.pass();
        return Attempt.at(
                        Mono.defer(() ->
                                outlet.say(effect.target().address(), effect.key(), effect.text())),
                        settings.patience())
                .flatMap(attempt ->
                        switch (attempt) {
                            case Attempt.Done(var id) -> {
                                Failpoint.WORD_SAID.pass();
                                yield outbox.sent(pending, id);
                            }
                            case Attempt.TryAgain(var error, var atLeast) ->
                                    tryAgain(pending, error, atLeast);
                            case Attempt.GiveUp(var error) -> giveUp(pending, error);
                        });
    }

    private Mono<Void> tryAgain(Outbox.Pending pending, String error, Duration atLeast) {
        log.atInfo()
                .addKeyValue("effect", pending.effect().key())
                .addKeyValue("attempts", pending.attempts() + 1)
                .addKeyValue("error", error)
                .log("a message could not be said and was put off");
        return postpone(pending, error, atLeast);
    }

    private Mono<Void> postpone(Outbox.Pending pending, String error, Duration atLeast) {
        var pause = backoff.after(pending.attempts(), atLeast);
        return outbox.postpone(pending, error, clock.instant().plus(pause));
    }

    private Mono<Void> giveUp(Outbox.Pending pending, String error) {
        log.atWarn()
                .addKeyValue("effect", pending.effect().key())
                .addKeyValue("error", error)
                .log("a message was given up");
        return outbox.sent(pending, "given up: " + error);
    }
}
