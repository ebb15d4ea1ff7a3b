package dev.mosaic.stitcher.command;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** Looks for deliveries that a dead process left unanswered: at boot, and every few seconds. */
@Component
final class ForgottenDeliveries implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(ForgottenDeliveries.class);

    private final CommandIntake intake;
    private final CommandSettings settings;
    private Disposable loop = Disposables.disposed();

    ForgottenDeliveries(CommandIntake intake, CommandSettings settings) {
        this.intake = intake;
        this.settings = settings;
    }

    @Override
    public synchronized void start() {
        if (loop.isDisposed()) {
            loop =
                    Mono.defer(intake::sweep)
                            .onErrorResume(ForgottenDeliveries::survive)
                            .repeatWhen(done -> done.delayElements(settings.sweep()))
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

    private static Mono<Long> survive(Throwable problem) {
        log.atWarn().setCause(problem).log("The sweep of forgotten deliveries failed");
        return Mono.empty();
    }
}
