package dev.mosaic.stitcher.queue;

import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.store.JobEvents;
import dev.mosaic.stitcher.loop.Loop;
import dev.mosaic.stitcher.loop.Looping;
import dev.mosaic.stitcher.loop.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Shows the queue in Valkey, for whoever looks there: the order of what waits, how each job stands,
 * which nodes live. It follows the job log, and is written anew from PostgreSQL every 30 seconds
 * and when it was wiped. Nothing that decides anything ever reads it: every key may vanish or lie.
 */
@Component
class ReadyMirror implements Looping {
    private static final Logger log = LoggerFactory.getLogger(ReadyMirror.class);

    private static final String READY = "mosaic:ready";
    private static final String GENERATION = "mosaic:gen";
    private static final String JOB = "mosaic:job:";
    private static final String NODE = "mosaic:node:";

    /** Nobody reads a mirror faster than that. */
    private static final Duration REST = Duration.ofSeconds(1);

    private static final long ANEW_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int MOST_JOBS = 5_000;
    private static final int BATCH = 200;
    private static final int JOB_SECONDS = 3_600;
    private static final int READY_SECONDS = 120;

    /**
     * The score is the job's turn: when it was queued, and ten minutes for each class of priority.
     */
    private static final String WAITING =
            """
            select id, extract(epoch from turn)::text as score from runner_jobs
            where status = 'QUEUED' order by turn, id limit :limit
            """;

    private static final String STANDING =
            """
            select id, status, progress, last_seq, coalesce(owner_node, '') as node,
                   case status when 'QUEUED' then extract(epoch from turn)::text else '' end as score
            from runner_jobs where id = any(:ids)
            """;

    /** Says whether the mirror is there; keeps it and this node's presence alive. */
    private static final String LOOK =
            """
            redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])
            redis.call('EXPIRE', KEYS[3], ARGV[3])
            return redis.call('EXPIRE', KEYS[1], ARGV[3])
            """;

    /** The same as often as one likes, whatever stood there before. */
    private static final String ANEW =
            """
            redis.call('DEL', KEYS[1], KEYS[2])
            for i = 3, #ARGV, 2 do
                redis.call('ZADD', KEYS[1], ARGV[i + 1], ARGV[i])
            end
            redis.call('EXPIRE', KEYS[1], ARGV[2])
            redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])
            return 1
            """;

    /** One job as it stands; what came from a later line of its log is left alone. */
    private static final String FOLLOW =
            """
            local known = redis.call('HGET', KEYS[2], 'seq')
            if known and tonumber(known) and tonumber(known) > tonumber(ARGV[2]) then
                return 0
            end
            redis.call('HSET', KEYS[2], 'id', ARGV[1], 'seq', ARGV[2], 'status', ARGV[3],
                       'progress', ARGV[4], 'node', ARGV[5])
            redis.call('EXPIRE', KEYS[2], ARGV[7])
            if ARGV[6] == '' then
                redis.call('ZREM', KEYS[1], ARGV[1])
            else
                redis.call('ZADD', KEYS[1], ARGV[6], ARGV[1])
            end
            return 1
            """;

    private final DatabaseClient db;
    private final JobEvents events;
    private final Valkey valkey;
    private final Node node;
    private final QueueSettings settings;
    private final Loop loop;

    /** Touched by the loop alone. */
    private volatile long anewAt;

    /** How far in the job log the mirror has come; below zero before the first look. */
    private volatile long position = -1;

    ReadyMirror(
            DatabaseClient db,
            JobEvents events,
            NewsOfOthers others,
            Valkey valkey,
            Node node,
            QueueSettings settings) {
        this.db = db;
        this.events = events;
        this.valkey = valkey;
        this.node = node;
        this.settings = settings;
        // so often the presence of a node must be renewed anyway
        var period = settings.heartbeat().dividedBy(2);
        var news = Flux.merge(events.commits(), others.ticks()).sample(REST);
        this.loop = new Loop("mirror", Pace.brisk(period), news, this::turn);
    }

    /** A job as the database has it. @param score empty unless it is QUEUED */
    private record Standing(
            String id, String status, int progress, int seq, String node, String score) {}

    private Mono<Void> turn() {
        if (!valkey.connected()) {
            // what was missed meanwhile comes with the next one that is made anew
            position = -1;
            return Mono.empty();
        }
        valkey.listenToItself();
        return look().flatMap(there -> there ? follow() : anew()).onErrorResume(this::spoilt);
    }

    private Mono<Boolean> look() {
        return valkey.eval(
                        LOOK,
                        List.of(GENERATION, NODE + node.id(), READY),
                        node.incarnation(),
                        Math.max(1, settings.lease().toSeconds()),
                        READY_SECONDS)
                .map(kept -> kept == 1 && position >= 0 && System.nanoTime() - anewAt < ANEW_NANOS);
    }

    /**
     * Valkey went away, or somebody wrote something else under our names: the next turn wipes it.
     */
    private Mono<Void> spoilt(Throwable failure) {
        log.atDebug().addKeyValue("cause", failure.toString()).log("the mirror is made anew");
        position = -1;
        return Mono.empty();
    }

    private Mono<Void> anew() {
        return events.newest()
                .flatMap(newest ->
                        waiting()
                                .flatMap(values ->
                                        valkey.eval(
                                                ANEW, List.of(READY, GENERATION), values.toArray()))
                                .doOnNext(_ -> {
                                    position = newest;
                                    anewAt = System.nanoTime();
                                }))
                .then();
    }

    private Mono<List<Object>> waiting() {
        return db.sql(WAITING)
                .bind("limit", MOST_JOBS)
                .map(row ->
                        List.<Object>of(
                                Objects.requireNonNull(row.get("id", UUID.class)).toString(),
                                Objects.requireNonNull(row.get("score", String.class))))
                .all()
                .collect(
                        () -> new ArrayList<Object>(List.of(UUID.randomUUID(), READY_SECONDS)),
                        List::addAll)
                .map(values -> values);
    }

    private Mono<Void> follow() {
        return events.after(position, BATCH)
                .collectList()
                .filter(lines -> !lines.isEmpty())
                .flatMap(lines ->
                        standing(lines)
                                .doOnSuccess(_ -> {
                                    position = lines.getLast().pos();
                                    if (lines.size() == BATCH) {
                                        loop.wake();
                                    }
                                }));
    }

    private Mono<Void> standing(List<RecordedEvent> lines) {
        var ids = lines.stream().map(line -> line.job().value()).distinct().toArray(UUID[]::new);
        return db.sql(STANDING)
                .bind("ids", ids)
                .map(row ->
                        new Standing(
                                Objects.requireNonNull(row.get("id", UUID.class)).toString(),
                                Objects.requireNonNull(row.get("status", String.class)),
                                Objects.requireNonNull(row.get("progress", Integer.class)),
                                Objects.requireNonNull(row.get("last_seq", Integer.class)),
                                Objects.requireNonNull(row.get("node", String.class)),
                                Objects.requireNonNull(row.get("score", String.class))))
                .all()
                .collectList()
                .flatMapIterable(all -> all)
                .concatMap(this::show)
                .then();
    }

    private Mono<Long> show(Standing job) {
        return valkey.eval(
                FOLLOW,
                List.of(READY, JOB + job.id()),
                job.id(),
                job.seq(),
                job.status(),
                job.progress(),
                job.node(),
                job.score(),
                JOB_SECONDS);
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public int getPhase() {
        return Claims.PHASE;
    }
}
