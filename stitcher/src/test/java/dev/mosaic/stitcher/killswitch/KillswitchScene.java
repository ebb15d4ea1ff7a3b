package dev.mosaic.stitcher.killswitch;

import dev.mosaic.stitcher.engine.Profile;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.queue.Node;
import dev.mosaic.stitcher.queue.TestQueue;
import dev.mosaic.stitcher.run.AgentRun;
import dev.mosaic.stitcher.run.Agents;
import dev.mosaic.stitcher.run.FakeEngine;
import dev.mosaic.stitcher.run.Payer;
import dev.mosaic.stitcher.run.RunSettings;
import dev.mosaic.stitcher.run.RunSupervisor;
import dev.mosaic.stitcher.run.TestSupervisor;
import dev.mosaic.stitcher.sandbox.Sandbox;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sandbox.Sandboxes;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** One node with its part of the killswitch, wired as in the program. */
final class KillswitchScene {
    static final Duration LEASE = Duration.ofSeconds(30);

    final Stores stores;
    final Node node = new Node("node-" + UUID.randomUUID(), UUID.randomUUID());
    final TestQueue queue;
    final Sandboxes sandboxes;
    final RunSupervisor runs;
    final Spool spool;
    final KillSweep sweep;
    final LocalKills kills;
    private final Path home;

    KillswitchScene(Postgres postgres, Path home, Sandbox sandbox) {
        this.home = home;
        stores = Stores.on(postgres, Clock.systemUTC());
        queue = TestQueue.of(postgres, stores, node);
        sandboxes =
                new Sandboxes(List.of(sandbox), new SandboxSettings(sandbox.name(), home, "/bin"));
        var agents =
                new Agents(
                        postgres.client(),
                        postgres.transactions(),
                        Clock.systemUTC(),
                        stores.jobs());
        runs =
                TestSupervisor.of(
                        postgres,
                        stores,
                        agents,
                        FakeEngine.endless(),
                        sandboxes,
                        new RunSettings(
                                Duration.ofMinutes(3),
                                Duration.ofMillis(100),
                                DataSize.ofMegabytes(1)));
        spool = new Spool(home, JsonMapper.builder().build());
        sweep =
                new KillSweep(
                        stores.kills(),
                        spool,
                        runs,
                        sandboxes,
                        queue.leases(),
                        queue.signals(),
                        node);
        kills = new LocalKills(queue.leases(), runs, spool, node, Clock.systemUTC());
    }

    /** A job that an incarnation of this node has. */
    Lease claimed(UUID incarnation) {
        var job = stores.submit(SampleJobs.request()).id();
        return stores.leases()
                .claim(node.id(), incarnation, 64, 1_000, LEASE)
                .filter(it -> it.id().equals(job))
                .map(it -> new Lease(job, it.leaseEpoch(), node.id(), incarnation))
                .single()
                .block();
    }

    /** An agent of a job, on a thread of its own, until it is killed. */
    Thread agent(Lease lease) {
        var run =
                new AgentRun(
                        UUID.randomUUID().toString(),
                        lease,
                        SampleJobs.REPOSITORY,
                        stores.steps().begin(lease, 1, 1, Stage.WEAVE, "weaver").block(),
                        Profile.WEAVER,
                        "scripted",
                        null,
                        home,
                        "do it",
                        null,
                        Duration.ofMinutes(3),
                        9,
                        9,
                        new Payer("ada", null));
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        runs.run(run);
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
    }
}
