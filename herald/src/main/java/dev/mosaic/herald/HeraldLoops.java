package dev.mosaic.herald;

import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.loop.Pace;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keeps the herald going: one loop reads the log, and each outlet has one of its own that shows and
 * says, so that a slow outlet delays no other. Stops after everything that makes news has stopped,
 * and tells the rest first, within a limit.
 */
@Component
class HeraldLoops implements SmartLifecycle {
    /** Higher phases stop first; job threads and web server live far above. */
    static final int PHASE = 0;

    /**
     * Who reads the log wakes the tellers. By themselves they only look for what another node wrote
     * and did not tell, and for what is tried again: so many polls are soon enough.
     */
    private static final int TELLERS = 3;

    private static final Logger log = LoggerFactory.getLogger(HeraldLoops.class);

    private final Herald herald;
    private final Converger converger;
    private final Sender sender;
    private final List<Outlet> outlets;
    private final JobEvents events;
    private final Bell bell;
    private final HeraldSettings settings;
    private volatile @Nullable Loops running;

    HeraldLoops(
            Herald herald,
            Converger converger,
            Sender sender,
            List<Outlet> outlets,
            JobEvents events,
            Bell bell,
            HeraldSettings settings) {
        this.herald = herald;
        this.converger = converger;
        this.sender = sender;
        this.outlets = List.copyOf(outlets);
        this.events = events;
        this.bell = bell;
        this.settings = settings;
    }

    @Override
    public void start() {
        var loops =
                new Loops(
                        new Passes(
                                "log",
                                Mono.defer(herald::readOn),
                                events.commits(),
                                pace(settings.poll())),
                        outlets.stream().map(this::teller).toList());
        running = loops;
        loops.all().forEach(Passes::start);
    }

    @Override
    public void stop(Runnable callback) {
        var loops = running;
        if (loops == null) {
            callback.run();
            return;
        }
        loops.close()
                .timeout(settings.drain())
                .doOnError(_ -> log.atWarn().log("the shutdown left messages for the next start"))
                .onErrorComplete()
                .doFinally(_ -> ended(callback))
                .subscribe();
    }

    @Override
    public void stop() {
        var loops = running;
        if (loops != null) {
            loops.all().forEach(Passes::cut);
            running = null;
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private void ended(Runnable callback) {
        stop();
        callback.run();
    }

    /** A shutdown waits for what is under way as long as for all the rest. */
    private Pace pace(Duration period) {
        return Pace.calm(period).stoppingWithin(settings.drain());
    }

    private Passes teller(Outlet outlet) {
        var period = settings.poll().multipliedBy(TELLERS);
        return new Passes(outlet.name(), Mono.defer(() -> tell(outlet)), wakes(), pace(period));
    }

    private Mono<Integer> tell(Outlet outlet) {
        return converger
                .pass(outlet)
                .flatMap(shown -> sender.pass(outlet).map(said -> shown + said));
    }

    /** Now, and when the pause of what was just shown is over. */
    private Flux<Long> wakes() {
        return bell.rings()
                .switchMap(_ -> Flux.interval(Duration.ZERO, settings.debounce()).take(3));
    }

    /** The loops of one start. */
    private record Loops(Passes reader, List<Passes> tellers) {
        Stream<Passes> all() {
            return Stream.concat(Stream.of(reader), tellers.stream());
        }

        /** The reader first: what it still finds is for the tellers. */
        Mono<Void> close() {
            return reader.close().then(Mono.when(tellers.stream().map(Passes::close).toList()));
        }
    }
}
