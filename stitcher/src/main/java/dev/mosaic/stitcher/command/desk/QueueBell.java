package dev.mosaic.stitcher.command.desk;

import dev.mosaic.stitcher.command.Desk;
import dev.mosaic.stitcher.queue.Signals;
import org.springframework.stereotype.Component;

/** Tells the queue what was committed. */
@Component
final class QueueBell implements Desk.Bell {
    private final Signals signals;

    QueueBell(Signals signals) {
        this.signals = signals;
    }

    @Override
    public void ring(Desk.Signal signal) {
        switch (signal) {
            case Desk.Signal.Wake() -> signals.wake();
            case Desk.Signal.Stop(var job) -> signals.stop(job);
            case Desk.Signal.StopAll(var jobs) -> jobs.forEach(signals::stop);
        }
    }
}
