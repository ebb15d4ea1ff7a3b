package dev.mosaic.stitcher.retention;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** Looks for what is old again and again; a failure waits for the next look. */
@Component
final class RetentionLoop implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(RetentionLoop.class);

    private final Leftovers leftovers;
    private final RetentionSettings settings;
    private Disposable loop = Disposables.disposed();

    RetentionLoop(Leftovers leftovers, RetentionSettings settings) {
        this.leftovers = leftovers;
        this.settings = settings;
    }

    @Override
    public synchronized void start() {
        if (loop.isDisposed()) {
            // not at once: a start has better things to do
            loop =
                    Mono.delay(settings.every())
                            .then(Mono.defer(leftovers::clear))
                            .doOnNext(RetentionLoop::tell)
                            .onErrorResume(RetentionLoop::survive)
                            .repeat()
                            .subscribe();
        }
    }

    @Override
    public synchronized void stop() {
        loop.dispose();
    }

    @Override
    public synchronized boolean isRunning() {
        return !loop.isDisposed();
    }

    private static void tell(long rows) {
        if (rows > 0) {
            log.atInfo().addKeyValue("rows", rows).log("old output and messages were deleted");
        }
    }

    private static Mono<Long> survive(Throwable problem) {
        log.atWarn().setCause(problem).log("old output and messages could not be deleted");
        return Mono.empty();
    }
}
