package dev.mosaic.herald;

import dev.mosaic.stitcher.failure.Failure;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/** What became of one call of an outlet. */
sealed interface Attempt {
    /**
     * @param remoteId the platform's id of the message
     */
    record Done(String remoteId) implements Attempt {}

    /**
     * @param atLeast the pause that the outlet asked for; zero if it did not
     */
    record TryAgain(String error, Duration atLeast) implements Attempt {}

    record GiveUp(String error) implements Attempt {}

    /** Calls an outlet; never fails, never takes longer than patience. */
    static Mono<Attempt> at(Mono<String> call, Duration patience) {
        return call.switchIfEmpty(
                        Mono.error(() -> new IllegalStateException("the outlet gave no id")))
                .timeout(patience)
                .<Attempt>map(Done::new)
                .onErrorResume(error -> Mono.just(of(error, patience)));
    }

    /** Whatever is not known to be hopeless is tried again, bugs too: people wait for an answer. */
    private static Attempt of(Throwable error, Duration patience) {
        return switch (error) {
            case Failure.Later later -> new TryAgain(text(later), later.delay());
            case Failure.Never never -> new GiveUp(text(never));
            case Failure.Denied denied -> new GiveUp(text(denied));
            case TimeoutException _ ->
                    new TryAgain("no answer within " + patience.toMillis() + " ms", Duration.ZERO);
            default -> new TryAgain(text(error), Duration.ZERO);
        };
    }

    private static String text(Throwable error) {
        var message = error.getMessage();
        return message == null ? error.getClass().getSimpleName() : message;
    }
}
