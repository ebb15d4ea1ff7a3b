package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.worktree.Worktrees;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.queue.Claims;
import dev.mosaic.stitcher.queue.Claims.Claim;
import dev.mosaic.stitcher.queue.Leases;
import dev.mosaic.stitcher.queue.Leases.Notice;
import dev.mosaic.stitcher.queue.Node;
import dev.mosaic.stitcher.queue.QueueSettings;
import dev.mosaic.stitcher.run.RunSupervisor;
import dev.mosaic.stitcher.sandbox.Sandbox;
import dev.mosaic.stitcher.sandbox.Sandboxes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * The role that works: claims jobs while it has room, one virtual thread each, and stops them when
 * it is told to. Before its first claim it ends what a crashed run of this node left behind.
 */
@Component
class Stitcher implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Stitcher.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(30);

    /** Stops after the claims and before the leases, which are kept while jobs are handed back. */
    private static final int PHASE = (Claims.PHASE + Leases.PHASE) / 2;

    private final Claims claims;
    private final Leases leases;
    private final JobLife life;
    private final RunSupervisor runs;
    private final Sandboxes sandboxes;
    private final Worktrees worktrees;
    private final Node node;
    private final QueueSettings settings;
    private final Map<JobId, Working> working = new ConcurrentHashMap<>();
    private volatile Disposable.@Nullable Composite loops;

    Stitcher(
            Claims claims,
            Leases leases,
            JobLife life,
            RunSupervisor runs,
            Sandboxes sandboxes,
            Worktrees worktrees,
            Node node,
            QueueSettings settings) {
        this.claims = claims;
        this.leases = leases;
        this.life = life;
        this.runs = runs;
        this.sandboxes = sandboxes;
        this.worktrees = worktrees;
        this.node = node;
        this.settings = settings;
    }

    /** A job's thread, and why it was interrupted if it was. */
    private record Working(Thread thread, Stopping stopping) {
        void stop(StopReason reason) {
            if (stopping.tell(reason)) {
                thread.interrupt();
            }
        }
    }

    @Override
    public void start() {
        sweep();
        loops =
                Disposables.composite(
                        runs.abandon(node.id(), node.incarnation())
                                .retryWhen(Retry.backoff(Long.MAX_VALUE, AGAIN).maxBackoff(LATER))
                                .subscribe(),
                        leases.notices().subscribe(this::stop),
                        claims.claims().flatMap(this::work, settings.slots(), 1).subscribe());
    }

    private void sweep() {
        try {
            var ended = 0;
            for (var sandbox : sandboxes.all()) {
                ended += sweep(sandbox);
            }
            var leftovers = worktrees.leftovers();
            leftovers.forEach(worktrees::remove);
            if (ended > 0 || !leftovers.isEmpty()) {
                log.atInfo()
                        .addKeyValue("processes", ended)
                        .addKeyValue("worktrees", leftovers.size())
                        .log("what an earlier run left behind was removed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A node works although it could not look; what it must not do meanwhile, each kind knows. */
    private int sweep(Sandbox sandbox) throws InterruptedException {
        try {
            return sandbox.sweep(node.id(), node.incarnation().toString());
        } catch (Failure e) {
            log.atError()
                    .addKeyValue("sandbox", sandbox.name())
                    .addKeyValue("cause", e.getMessage())
                    .log("what an earlier run left behind is not known to be gone");
            return 0;
        }
    }

    private Mono<Void> work(Claim claim) {
        return Mono.create(sink -> {
            var stopping = new Stopping();
            var thread =
                    Thread.ofVirtual()
                            .name("job-" + claim.job().id().abbreviated())
                            .unstarted(() -> {
                                try {
                                    live(claim, stopping);
                                } finally {
                                    working.remove(claim.job().id());
                                    sink.success();
                                }
                            });
            working.put(claim.job().id(), new Working(thread, stopping));
            thread.start();
        });
    }

    private void live(Claim claim, Stopping stopping) {
        var origin = claim.job().request().origin();
        try (var _ = MDC.putCloseable("job", claim.job().id().toString());
                var _ = MDC.putCloseable("origin", origin.outlet() + ":" + origin.address())) {
            Failpoint.JOB_STARTED.pass();
            life.live(claim.job(), claim.lease(), stopping);
        } finally {
            leases.release(claim.lease());
        }
    }

    private void stop(Notice notice) {
        var worker = working.get(notice.lease().job());
        if (worker != null) {
            Failpoint.STOP_HEARD.pass();
            switch (notice.why()) {
                case CANCELLED -> worker.stop(StopReason.CANCELLED);
                case KILLED -> kill(notice.lease().job(), worker, StopReason.KILLED);
                case LOST -> kill(notice.lease().job(), worker, StopReason.LOST);
            }
        }
    }

    /**
     * What runs here has no time to end in order: somebody will not wait, or works on it already.
     */
    private void kill(JobId job, Working worker, StopReason reason) {
        var gone = runs.kill(job);
        gone.thenAccept(survivors -> {
            if (!survivors.isEmpty()) {
                log.atError()
                        .addKeyValue("job", job)
                        .addKeyValue("survivors", survivors)
                        .log("processes of a job that was killed or lost could not be ended");
            }
        });
        worker.stopping().killed(gone);
        worker.stop(reason);
    }

    @Override
    public void stop() {
        var running = loops;
        if (running != null) {
            running.dispose();
            loops = null;
        }
        var threads = working.values().stream().map(Working::thread).toList();
        working.values().forEach(worker -> worker.stop(StopReason.SHUTDOWN));
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (var thread : threads) {
                thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return loops != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
