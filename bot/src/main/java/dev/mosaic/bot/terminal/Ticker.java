package dev.mosaic.bot.terminal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Lets the clocks of the bars run between two events: a bar that stands still looks dead. */
@Component
final class Ticker implements SmartLifecycle {
    private static final Duration PERIOD = Duration.ofMillis(500);

    private final TerminalScreen screen;
    private volatile @Nullable Disposable ticks;

    Ticker(TerminalScreen screen) {
        this.screen = screen;
    }

    @Override
    public void start() {
        if (screen.isLive()) {
            ticks =
                    Flux.interval(PERIOD, Schedulers.boundedElastic())
                            .onBackpressureDrop()
                            .doOnNext(_ -> screen.tick())
                            .subscribe();
        }
    }

    @Override
    public void stop() {
        var running = ticks;
        if (running != null) {
            running.dispose();
            ticks = null;
        }
    }

    @Override
    public boolean isRunning() {
        return ticks != null;
    }
}
