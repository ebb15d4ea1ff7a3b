package dev.mosaic.stitcher.queue.view;

import dev.mosaic.stitcher.loop.Loop;
import dev.mosaic.stitcher.loop.Looping;
import dev.mosaic.stitcher.loop.Pace;
import dev.mosaic.stitcher.queue.Claims;
import dev.mosaic.stitcher.queue.Leases;
import dev.mosaic.stitcher.queue.QueueSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The queue's figures as metrics, read every 15 seconds: a reader of metrics never makes the
 * database work. NaN until the first reading.
 */
@Component
class QueueMetrics implements Looping {
    private static final Duration PERIOD = Duration.ofSeconds(15);

    private final Backlog backlog;
    private final MeterRegistry registry;
    private final Loop loop;
    private volatile Backlog.@Nullable Figures figures;

    QueueMetrics(
            Backlog backlog,
            Leases leases,
            Claims claims,
            QueueSettings settings,
            MeterRegistry registry) {
        this.backlog = backlog;
        this.registry = registry;
        this.loop = new Loop("metrics", Pace.brisk(PERIOD), this::read);
        jobs("pending", Backlog.Figures::pending);
        jobs("active", Backlog.Figures::active);
        jobs("waiting", Backlog.Figures::waiting);
        jobs("delayed", Backlog.Figures::delayed);
        over("completed", Backlog.Figures::completed);
        over("failed", Backlog.Figures::failed);
        over("cancelled", Backlog.Figures::cancelled);
        over("quarantined", Backlog.Figures::quarantined);
        Gauge.builder("mosaic.queue.oldest", this, it -> it.value(QueueMetrics::oldest))
                .baseUnit("seconds")
                .description("How long the oldest pending job has waited")
                .register(registry);
        Gauge.builder("mosaic.node.slots", settings, QueueSettings::slots)
                .description("How many jobs this node runs at the same time at most")
                .register(registry);
        Gauge.builder("mosaic.node.jobs", leases, it -> it.held().size())
                .description("How many jobs this node works on")
                .register(registry);
        Gauge.builder("mosaic.node.standstill", claims, it -> it.standstill().toMillis() / 1_000.0)
                .baseUnit("seconds")
                .description("How long ago this node last looked for jobs")
                .register(registry);
    }

    private void jobs(String state, ToDoubleFunction<Backlog.Figures> figure) {
        Gauge.builder("mosaic.queue.jobs", this, it -> it.value(figure))
                .tag("state", state)
                .description("Live jobs, by what they do")
                .register(registry);
    }

    private void over(String state, ToDoubleFunction<Backlog.Figures> figure) {
        Gauge.builder("mosaic.queue.over", this, it -> it.value(figure))
                .tag("state", state)
                .description("Jobs that ended in the last 24 hours, by how")
                .register(registry);
    }

    private double value(ToDoubleFunction<Backlog.Figures> figure) {
        var read = figures;
        return read == null ? Double.NaN : figure.applyAsDouble(read);
    }

    private static double oldest(Backlog.Figures figures) {
        var oldest = figures.oldest();
        return oldest == null ? 0 : oldest.toMillis() / 1_000.0;
    }

    private Mono<Void> read() {
        return backlog.figures().doOnNext(read -> figures = read).then();
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
