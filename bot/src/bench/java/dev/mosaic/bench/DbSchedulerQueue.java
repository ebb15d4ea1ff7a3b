package dev.mosaic.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * db-scheduler with {@code enableImmediateExecution}, which starts what its own process scheduled
 * without a poll, and lock-and-fetch polling, its fastest on PostgreSQL.
 */
final class DbSchedulerQueue implements Queue {
    private static final String TABLE =
            """
            create table scheduled_tasks (
                task_name text not null, task_instance text not null, task_data bytea,
                execution_time timestamp with time zone not null, picked boolean not null,
                picked_by text, last_success timestamp with time zone,
                last_failure timestamp with time zone, consecutive_failures int,
                last_heartbeat timestamp with time zone, version bigint not null,
                priority smallint, state text, primary key (task_name, task_instance));
            create index on scheduled_tasks (execution_time);
            create index on scheduled_tasks (last_heartbeat);
            """;

    private final HikariDataSource source;
    private final Map<Object, Long> begun = new ConcurrentHashMap<>();
    private final OneTimeTask<Void> task =
            Tasks.oneTime("nothing")
                    .execute((instance, _) -> begun.put(instance.getId(), System.nanoTime()));

    DbSchedulerQueue(String database) throws Exception {
        World.execute(database, TABLE);
        source = source(database);
    }

    static HikariDataSource source(String database) {
        var source = new HikariDataSource();
        source.setJdbcUrl(World.jdbc(database));
        source.setMaximumPoolSize(20);
        return source;
    }

    @Override
    public String name() {
        return "db-scheduler";
    }

    @Override
    public Outcome enqueue(int callers, double seconds) throws Exception {
        var scheduler = scheduler(callers);
        return Load.closed(callers, seconds, () -> schedule(scheduler));
    }

    @Override
    public Outcome starts(int jobs, double perSecond) throws Exception {
        begun.clear();
        var scheduler = scheduler(16);
        scheduler.start();
        try {
            return Load.open(jobs, perSecond, () -> schedule(scheduler), begun);
        } finally {
            scheduler.stop();
        }
    }

    @Override
    public Outcome drain(int jobs, int workers) throws Exception {
        begun.clear();
        var scheduler = scheduler(workers);
        Load.times(jobs, 16, () -> schedule(scheduler));
        scheduler.start();
        try {
            return Load.rate(begun, jobs);
        } finally {
            scheduler.stop();
        }
    }

    private Scheduler scheduler(int threads) {
        return Scheduler.create(source, task)
                .threads(threads)
                .pollUsingLockAndFetch(0.5, 4.0)
                .pollingInterval(Duration.ofSeconds(1))
                .enableImmediateExecution()
                .build();
    }

    private String schedule(Scheduler scheduler) {
        var id = UUID.randomUUID().toString();
        scheduler.schedule(task.instance(id), Instant.now());
        return id;
    }

    @Override
    public void close() {
        source.close();
    }
}
