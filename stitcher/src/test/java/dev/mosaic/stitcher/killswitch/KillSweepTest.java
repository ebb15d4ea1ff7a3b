package dev.mosaic.stitcher.killswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.store.Kills.Kill;
import dev.mosaic.stitcher.job.store.Kills.Order;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.Undying;
import dev.mosaic.stitcher.sandbox.process.ProcessSandboxes;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What completes a kill that its job's thread does not complete. */
@Timeout(120)
class KillSweepTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension static final Postgres postgres = new Postgres();

    @TempDir Path home;
    private KillswitchScene scene;

    @AfterEach
    void stop() {
        scene.sweep.loop().stop().join();
    }

    @Test
    void whatAKilledNodeLeftRunningIsEndedAtItsNextStartAndOnlyThenProven() throws Exception {
        var sandbox = ProcessSandboxes.in(home.resolve("sandboxes"));
        scene = new KillswitchScene(postgres, home, sandbox);
        var dead = UUID.randomUUID();
        var lease = scene.claimed(dead);
        var mark = "3" + Math.abs(UUID.randomUUID().hashCode() % 100_000);
        var place = sandbox.open(spec(lease));
        place.run(
                ShellCommand.line(
                        "trap '' TERM INT HUP; setsid sleep %s > /dev/null 2>&1 &".formatted(mark),
                        LIMIT));
        await().atMost(LIMIT).until(() -> !sleepers(mark).isEmpty());
        kill(lease.job());

        scene.sweep.start();
        await().during(Duration.ofMillis(500)).until(() -> kill(lease).provenAt() == null);
        scene.stores.leases().recover(scene.node.id(), scene.node.incarnation()).blockLast();

        await().atMost(LIMIT).until(() -> kill(lease).provenAt() != null);
        assertThat(sleepers(mark)).isEmpty();
        assertThat(log(lease.job()))
                .endsWith(
                        new JobEvent.Cancelled("ada", "kill: fire"),
                        new JobEvent.KillProven(kill(lease).afterMs(), List.of()));
        place.close();
    }

    @Test
    void whatSurvivesIsTriedAgainUntilItIsGoneAndANewAgentIsLeftAlone() throws Exception {
        var undying = new Undying();
        scene = new KillswitchScene(postgres, home, undying);
        var lease = scene.claimed(scene.node.incarnation());
        var thread = scene.agent(lease);
        await().atMost(LIMIT).until(() -> undying.opened > 0);
        kill(lease.job());
        var survivors = scene.runs.kill(lease.job()).get();
        thread.interrupt();
        thread.join();
        assertThat(survivors).containsExactly("process 7");
        scene.stores.jobs().killed(lease, survivors, Duration.ZERO).block();
        scene.stores.jobs().retry(lease.job(), "ada", "", SampleJobs.CONSOLE).block();
        var tries = undying.kills;

        scene.sweep.start();

        await().atMost(LIMIT).until(() -> undying.kills > tries + 1);
        assertThat(kill(lease).survivors()).containsExactly("process 7");
        undying.dies = true;
        await().atMost(LIMIT).until(() -> kill(lease).provenAt() != null);
        assertThat(scene.stores.jobs().find(lease.job()).block().status())
                .isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void whatSurvivesOfAGateIsTriedAgainUntilItIsGone() throws Exception {
        var undying = new Undying();
        scene = new KillswitchScene(postgres, home, undying);
        var lease = scene.claimed(scene.node.incarnation());
        var gate = scene.sandboxes.open(spec(lease));
        kill(lease.job());
        var survivors = scene.runs.kill(lease.job()).get();
        assertThat(survivors).containsExactly("process 7");
        gate.close();
        scene.stores.jobs().killed(lease, survivors, Duration.ZERO).block();
        var tries = undying.kills;

        scene.sweep.start();

        await().atMost(LIMIT).until(() -> undying.kills > tries + 1);
        assertThat(kill(lease).provenAt()).isNull();
        undying.dies = true;
        await().atMost(LIMIT).until(() -> kill(lease).provenAt() != null);
        assertThat(scene.sandboxes.of(lease.job().toString())).isEmpty();
    }

    @Test
    void aKillIsNotProvenAsLongAsNobodyCanLook() {
        var sandbox = new Undying();
        sandbox.away = true;
        scene = new KillswitchScene(postgres, home, sandbox);
        var lease = scene.claimed(UUID.randomUUID());
        kill(lease.job());
        scene.stores.leases().recover(scene.node.id(), scene.node.incarnation()).blockLast();

        scene.sweep.start();

        await().atMost(LIMIT).until(() -> sandbox.looks > 2);
        assertThat(kill(lease).provenAt()).isNull();
        assertThat(log(lease.job())).noneMatch(JobEvent.KillProven.class::isInstance);
        sandbox.away = false;
        await().atMost(LIMIT).until(() -> kill(lease).provenAt() != null);
        assertThat(log(lease.job()))
                .endsWith(new JobEvent.KillProven(kill(lease).afterMs(), List.of()));
    }

    @Test
    void whatIsBeingOpenedWhenTheKillComesIsWaitedFor() throws Exception {
        var sandbox = new Undying();
        sandbox.opens = new CountDownLatch(1);
        scene = new KillswitchScene(postgres, home, sandbox);
        var lease = scene.claimed(scene.node.incarnation());
        scene.agent(lease);
        await().atMost(LIMIT).until(() -> sandbox.opened > 0);

        var gone = scene.runs.kill(lease.job());

        assertThat(gone).isNotDone();
        sandbox.opens.countDown();
        assertThat(gone.get(60, TimeUnit.SECONDS)).containsExactly("process 7");
    }

    @Test
    void aKillThatBreaksProvesNothing() throws Exception {
        var sandbox = new Undying();
        sandbox.breaks = true;
        scene = new KillswitchScene(postgres, home, sandbox);
        var lease = scene.claimed(scene.node.incarnation());
        var thread = scene.agent(lease);
        await().atMost(LIMIT).until(() -> sandbox.opened > 0);
        kill(lease.job());
        await().atMost(LIMIT).until(scene.runs.kill(lease.job())::isCompletedExceptionally);
        thread.interrupt();
        thread.join();
        scene.stores.jobs().killed(lease, List.of("an agent"), Duration.ZERO).block();
        var tries = sandbox.kills;

        scene.sweep.start();

        await().atMost(LIMIT).until(() -> sandbox.kills > tries + 1);
        assertThat(kill(lease).provenAt()).isNull();
        sandbox.dies = true;
        sandbox.breaks = false;
        await().atMost(LIMIT).until(() -> kill(lease).provenAt() != null);
    }

    @Test
    void whatWasKilledWithoutTheDatabaseIsOverBeforeTheNodeTakesItUpAgain() throws Exception {
        scene = new KillswitchScene(postgres, home, new Undying());
        var lease = scene.claimed(UUID.randomUUID());
        var kept = kept(lease);
        scene.spool.keep(kept);

        scene.sweep.start();

        assertThat(scene.stores.jobs().find(lease.job()).block().status())
                .isEqualTo(JobStatus.CANCELLING);
        assertThat(scene.spool.all()).isEmpty();
        scene.stores.leases().recover(scene.node.id(), scene.node.incarnation()).blockLast();
        assertThat(scene.stores.jobs().find(lease.job()).block().status())
                .isEqualTo(JobStatus.CANCELLED);

        // the node died before the file was gone
        scene.spool.keep(kept);
        await().atMost(LIMIT).until(() -> scene.spool.all().isEmpty());
        assertThat(kill(lease)).returns("node", Kill::door).returns("fire", Kill::reason);
    }

    @Test
    void whatItsThreadStillEndsIsWrittenAfterwards() throws Exception {
        scene = new KillswitchScene(postgres, home, new Undying());
        var lease = scene.claimed(scene.node.incarnation());
        scene.queue.leases().hold(lease);
        scene.spool.keep(kept(lease));

        scene.sweep.start();

        await().during(Duration.ofMillis(500)).until(() -> scene.spool.all().size() == 1);
        scene.stores.jobs().killed(lease, List.of(), Duration.ofMillis(9)).block();
        scene.queue.leases().release(lease);
        await().atMost(LIMIT).until(() -> scene.spool.all().isEmpty());
        assertThat(kill(lease).afterMs()).isEqualTo(9);
    }

    @Test
    void aFileThatCannotBeReadIsPutAside() throws IOException {
        scene = new KillswitchScene(postgres, home, new Undying());
        var lease = scene.claimed(UUID.randomUUID());
        scene.spool.keep(kept(lease));
        Files.writeString(home.resolve("killswitch/broken.json"), "{\"id\": ");
        Files.writeString(home.resolve("killswitch/empty.json"), "{}");

        assertThat(scene.spool.all()).singleElement().returns(lease, Spool.Kept::lease);

        assertThat(home.resolve("killswitch/broken.json.broken")).exists();
        assertThat(home.resolve("killswitch/empty.json.broken")).exists();
        assertThat(scene.spool.all()).hasSize(1);
    }

    private void kill(JobId job) {
        scene.stores.kills().kill(job, null, Order.of("ada", "fire", "test")).block();
    }

    private Kill kill(Lease lease) {
        return scene.stores.kills().of(lease.job()).single().block();
    }

    private List<JobEvent> log(JobId job) {
        return scene.stores
                .events()
                .of(job, 0, 1_000)
                .map(RecordedEvent::event)
                .collectList()
                .block();
    }

    private static Spool.Kept kept(Lease lease) {
        return new Spool.Kept(UUID.randomUUID(), "ada", "fire", "node", lease, Instant.now());
    }

    private SandboxSpec spec(Lease lease) {
        return new SandboxSpec(
                new Owner(
                        lease.node(),
                        lease.incarnation().toString(),
                        lease.job().toString(),
                        lease.epoch(),
                        UUID.randomUUID().toString()),
                SampleJobs.REPOSITORY,
                home,
                true,
                Map.of());
    }

    private static List<ProcessHandle> sleepers(String mark) {
        return ProcessHandle.allProcesses()
                .filter(it -> it.info().commandLine().orElse("").endsWith("sleep " + mark))
                .toList();
    }
}
