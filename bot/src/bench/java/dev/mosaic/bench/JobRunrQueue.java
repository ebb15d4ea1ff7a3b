package dev.mosaic.bench;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;

/** JobRunr on PostgreSQL. It has no wake-up: its start latency is its poll. */
final class JobRunrQueue implements Queue {
    /** The handler is made by JobRunr, so what it tells goes through here. */
    private static final Map<Object, Long> BEGUN = new ConcurrentHashMap<>();

    private final String name;
    private final Duration poll;
    private final HikariDataSource source;
    private final PostgresStorageProvider storage;

    JobRunrQueue(String name, String database, Duration poll) {
        this.name = name;
        this.poll = poll;
        this.source = DbSchedulerQueue.source(database);
        this.storage = new PostgresStorageProvider(source);
        storage.setJobMapper(new JobMapper(new Jackson3JsonMapper()));
    }

    /** A job that does nothing. */
    public record Nothing(UUID key) implements JobRequest {
        @Override
        public Class<Begin> getJobRequestHandler() {
            return Begin.class;
        }
    }

    /** Notes that it began. */
    public static final class Begin implements JobRequestHandler<Nothing> {
        @Override
        public void run(Nothing job) {
            BEGUN.put(job.key(), System.nanoTime());
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Outcome enqueue(int callers, double seconds) throws Exception {
        var scheduler = new JobRequestScheduler(storage);
        return Load.closed(callers, seconds, () -> enqueue(scheduler));
    }

    @Override
    public Outcome starts(int jobs, double perSecond) throws Exception {
        BEGUN.clear();
        var scheduler = serve(16);
        try {
            return Load.open(jobs, perSecond, () -> enqueue(scheduler), BEGUN);
        } finally {
            JobRunr.destroy();
        }
    }

    @Override
    public Outcome drain(int jobs, int workers) throws Exception {
        BEGUN.clear();
        var before = new JobRequestScheduler(storage);
        Load.times(jobs, 16, () -> enqueue(before));
        serve(workers);
        try {
            return Load.rate(BEGUN, jobs);
        } finally {
            JobRunr.destroy();
        }
    }

    private JobRequestScheduler serve(int workers) {
        return JobRunr.configure()
                .useJsonMapper(new Jackson3JsonMapper())
                .useStorageProvider(new PostgresStorageProvider(source))
                .useBackgroundJobServer(
                        BackgroundJobServerConfiguration
                                .usingStandardBackgroundJobServerConfiguration()
                                .andPollInterval(poll)
                                .andWorkerCount(workers))
                .initialize()
                .getJobRequestScheduler();
    }

    private static UUID enqueue(JobRequestScheduler scheduler) {
        var key = UUID.randomUUID();
        scheduler.enqueue(new Nothing(key));
        return key;
    }

    @Override
    public void close() {
        storage.close();
        source.close();
    }
}
