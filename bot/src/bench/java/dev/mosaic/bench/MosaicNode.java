package dev.mosaic.bench;

import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.RepoRef;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.job.store.JobLeases;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.queue.Claims;
import dev.mosaic.stitcher.queue.Leases;
import dev.mosaic.stitcher.queue.Signals;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.env.MapPropertySource;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * A node of Mosaic without anything above the queue: the packages {@code secrets}, {@code job} and
 * {@code queue} as Spring assembles them, over real stores. The one place that knows how they are
 * put together.
 */
final class MosaicNode implements AutoCloseable {
    private static final AtomicLong ISSUES = new AtomicLong();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AnnotationConfigApplicationContext context;
    private final ConnectionPool pool;
    private Disposable taking;

    private MosaicNode(AnnotationConfigApplicationContext context, ConnectionPool pool) {
        this.context = context;
        this.pool = pool;
    }

    /** What is below the queue, and the queue. Not found by the program's own scan. */
    @ComponentScan({
        "dev.mosaic.stitcher.secrets",
        "dev.mosaic.stitcher.job",
        "dev.mosaic.stitcher.queue"
    })
    @ConfigurationPropertiesScan({
        "dev.mosaic.stitcher.secrets",
        "dev.mosaic.stitcher.job",
        "dev.mosaic.stitcher.queue"
    })
    static class Assembled {}

    /** Makes the tables. */
    static void migrate(String postgresUrl) {
        Flyway.configure()
                .dataSource(World.jdbc(postgresUrl), null, null)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    /**
     * @param slots how many jobs it runs at once, when it works
     * @param settings further {@code mosaic.} settings
     */
    static MosaicNode start(
            String postgresUrl, String redisUrl, int slots, Map<String, Object> settings) {
        var pool = pool(postgresUrl);
        var context = new AnnotationConfigApplicationContext();
        var properties = new HashMap<String, Object>(settings);
        properties.putIfAbsent("mosaic.queue.per-repository", "64");
        properties.put("mosaic.queue.slots", Integer.toString(slots));
        properties.put("mosaic.queue.valkey-url", redisUrl);
        var id = "bench-" + UUID.randomUUID();
        properties.put("mosaic.queue.node-id", id);
        properties.put(
                "mosaic.home",
                Options.fromProperties().folder().resolve("stores").resolve(id).toString());
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("bench", properties));
        context.registerBean(DatabaseClient.class, () -> DatabaseClient.create(pool));
        context.registerBean(
                TransactionalOperator.class,
                () -> TransactionalOperator.create(new R2dbcTransactionManager(pool)));
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.registerBean(JsonMapper.class, () -> JsonMapper.builder().build());
        context.register(Assembled.class);
        context.refresh();
        return new MosaicNode(context, pool);
    }

    private static ConnectionPool pool(String postgresUrl) {
        var factory =
                ConnectionFactories.get(
                        ConnectionFactoryOptions.parse(
                                postgresUrl.replaceFirst("^postgres:", "r2dbc:postgresql:")));
        return new ConnectionPool(
                ConnectionPoolConfiguration.builder(factory)
                        .initialSize(2)
                        .maxSize(20)
                        .maxAcquireTime(Duration.ofSeconds(15))
                        .build());
    }

    Jobs jobs() {
        return context.getBean(Jobs.class);
    }

    JobLeases leases() {
        return context.getBean(JobLeases.class);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    int acquiredConnections() {
        return pool.getMetrics().orElseThrow().acquiredSize();
    }

    /** Submits a job for a repository; complete when it is committed and the nodes were rung. */
    Mono<Job> submit(int repository) {
        return jobs().submit(request(repository), "bench:" + UUID.randomUUID())
                .map(Jobs.Submission::job);
    }

    void ring() {
        context.getBean(Signals.class).wake();
    }

    /** Works from now on: each claim goes through {@code work}, then its lease is released. */
    void work(int slots, Function<Claims.Claim, Mono<?>> work) {
        var leases = context.getBean(Leases.class);
        taking =
                context.getBean(Claims.class)
                        .claims()
                        .flatMap(
                                claim ->
                                        work.apply(claim)
                                                .doFinally(_ -> leases.release(claim.lease()))
                                                .then(),
                                slots,
                                1)
                        .subscribe();
    }

    /** Ends a claimed job. */
    Mono<Job> complete(Claims.Claim claim) {
        return jobs().complete(claim.lease(), "done");
    }

    static JobRequest request(int repository) {
        return request(repository, ISSUES.incrementAndGet());
    }

    static JobRequest request(int repository, long issue) {
        return request(repository, issue, null);
    }

    /** One that no worker takes while a figure is measured. */
    static JobRequest putOff(int repository) {
        var tomorrow = Clock.systemUTC().instant().plus(Duration.ofDays(1));
        return request(repository, ISSUES.incrementAndGet(), tomorrow);
    }

    private static JobRequest request(int repository, long issue, @Nullable Instant runAt) {
        return new JobRequest(
                JobKind.FIX,
                new IssueRef(new RepoRef("local", repository), issue),
                "bench/repository-" + repository,
                "Login fails after the second attempt",
                "be quick",
                5,
                "strict",
                "scripted",
                null,
                "{}",
                new Origin("api", "bench"),
                "ada",
                runAt);
    }

    @Override
    public void close() {
        context.close();
        if (taking != null) {
            taking.dispose();
        }
        pool.disposeLater().block(PATIENCE);
    }
}
