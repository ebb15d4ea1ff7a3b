package dev.mosaic.herald;

import dev.mosaic.stitcher.loop.Loop;
import dev.mosaic.stitcher.loop.Looping;
import dev.mosaic.stitcher.loop.Pace;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Looks whether anything is due that nobody rang for: what was put off, and what another process
 * left behind. One question for all outlets, because it is asked again and again, and the answer is
 * nearly always no.
 */
@Component
class DueOutlets implements Looping {
    private static final String LOOK =
            """
            select exists (select 1 from messages
                           where wanted_seq > shown_seq and not gave_up
                             and due_at <= clock_timestamp()
                             and (held_until is null or held_until <= clock_timestamp()))
                or exists (select 1 from outbox
                           where sent_at is null and next_at <= clock_timestamp()
                             and (held_until is null or held_until <= clock_timestamp()))
            """;

    private final DatabaseClient db;
    private final Bell bell;
    private final Loop loop;

    DueOutlets(DatabaseClient db, Bell bell, HeraldSettings settings) {
        this.db = db;
        this.bell = bell;
        this.loop = new Loop("herald due", Pace.calm(settings.poll()), this::look);
    }

    private Mono<Boolean> look() {
        return db.sql(LOOK)
                .mapValue(Boolean.class)
                .one()
                .filter(due -> due)
                .doOnNext(_ -> bell.ring());
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public int getPhase() {
        return HeraldLoops.PHASE;
    }
}
