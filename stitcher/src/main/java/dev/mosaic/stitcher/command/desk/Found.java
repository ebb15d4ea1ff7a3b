package dev.mosaic.stitcher.command.desk;

import dev.mosaic.stitcher.command.Desk.Errand;
import dev.mosaic.stitcher.command.Reply;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** What was looked up for a command, or the answer why it cannot be had. */
sealed interface Found<T> {
    record Yes<T>(T value) implements Found<T> {}

    record No<T>(Reply.Refused refusal) implements Found<T> {}

    static <T> Found<T> no(Reply.Cause cause, String text) {
        return new No<>(new Reply.Refused(cause, text));
    }

    /** Goes on with what was found. */
    default <R> Mono<Found<R>> and(Function<T, Mono<Found<R>>> next) {
        return switch (this) {
            case Yes<T>(var value) -> next.apply(value);
            case No<T>(var refusal) -> Mono.just(new No<>(refusal));
        };
    }

    /** Does something about what was found, or says why not. */
    default Mono<Errand> then(Function<T, Mono<Errand>> next) {
        return switch (this) {
            case Yes<T>(var value) -> next.apply(value);
            case No<T>(var refusal) -> Mono.just(Errand.say(refusal));
        };
    }
}
