package dev.mosaic.stitcher.killswitch;

import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.queue.Leases;
import dev.mosaic.stitcher.queue.Node;
import dev.mosaic.stitcher.run.RunSupervisor;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Kills what runs on this node without a word to the database; who wished it is kept in a file
 * until that can be written. Blocking.
 */
@Component
final class LocalKills {
    private static final Logger log = LoggerFactory.getLogger(LocalKills.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** As it stands in the audit. */
    static final String DOOR = "node";

    private final Leases leases;
    private final RunSupervisor runs;
    private final Spool spool;
    private final Node node;
    private final Clock clock;

    LocalKills(Leases leases, RunSupervisor runs, Spool spool, Node node, Clock clock) {
        this.leases = leases;
        this.runs = runs;
        this.spool = spool;
        this.node = node;
        this.clock = clock;
    }

    /**
     * What became of a job.
     *
     * @param millis until its agent was gone; null if that is not proven yet
     * @param survivors what could not be ended, one line each
     */
    record Killed(String job, @Nullable Long millis, List<String> survivors) {}

    /**
     * What became of all that was meant.
     *
     * @param audit {@code kept}, or why it could not be
     */
    record Report(String node, List<Killed> killed, String audit) {}

    /** Each agent is dead or told of as a survivor; its job ends in the database when that can. */
    Report kill(List<Lease> meant, String reason) throws InterruptedException {
        var begun = System.nanoTime();
        var audit = "kept";
        for (var lease : meant) {
            try {
                spool.keep(
                        new Spool.Kept(
                                UUID.randomUUID(),
                                "killswitch of node " + node.id(),
                                reason,
                                DOOR,
                                lease,
                                clock.instant()));
            } catch (IOException e) {
                audit = "not kept, because the disk does not take it: " + e.getMessage();
                log.atError()
                        .addKeyValue("job", lease.job())
                        .setCause(e)
                        .log("a kill is not in the audit");
            }
        }
        meant.forEach(leases::kill);
        var ends = meant.stream().map(lease -> runs.kill(lease.job())).toList();
        var killed = new ArrayList<Killed>();
        for (var i = 0; i < meant.size(); i++) {
            killed.add(killed(meant.get(i), ends.get(i), begun));
        }
        return new Report(node.id(), List.copyOf(killed), audit);
    }

    private static Killed killed(Lease lease, CompletableFuture<List<String>> end, long begun)
            throws InterruptedException {
        var job = lease.job().toString();
        try {
            var left = PATIENCE.toNanos() - (System.nanoTime() - begun);
            var survivors = end.get(Math.max(0, left), TimeUnit.NANOSECONDS);
            var took = Duration.ofNanos(System.nanoTime() - begun);
            return new Killed(job, survivors.isEmpty() ? took.toMillis() : null, survivors);
        } catch (TimeoutException _) {
            return new Killed(
                    job, null, List.of("its end is not proven yet; look into the node's log"));
        } catch (ExecutionException e) {
            return new Killed(job, null, List.of("its end was not proven: " + e.getCause()));
        }
    }
}
