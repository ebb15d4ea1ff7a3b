package dev.mosaic.stitcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.engine.Profile;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.job.store.JobLeases.Reaping;
import dev.mosaic.stitcher.run.Agents.End;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentsTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());
    private final Agents agents =
            new Agents(
                    postgres.client(), postgres.transactions(), Clock.systemUTC(), stores.jobs());

    @Test
    void anAgentGoesFromSpawningToItsEndAndTellsOfIt() {
        var run = run();

        assertThat(agents.spawn(run).block().state()).isEqualTo(AgentState.SPAWNING);
        assertThat(agents.begin(run).block().state()).isEqualTo(AgentState.RUNNING);
        var agent = agents.finish(run, end(AgentState.COMPLETED)).block();
        agents.cleaned(run).block();

        assertThat(agent.state()).isEqualTo(AgentState.COMPLETED);
        assertThat(agent.error()).isNull();
        assertThat(agent.turns()).isEqualTo(2);
        assertThat(agent.completedAt()).isNotNull();
        assertThat(agents.of(run.lease().job()).collectList().block()).containsExactly(agent);
        assertThat(agents.find(agent.id()).block()).isEqualTo(agent);
        assertThat(stores.log(run.lease()))
                .extracting(RecordedEvent::type)
                .endsWith("agent.spawned", "agent.finished", "agent.cleaned");
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPLETED", "FAILED", "KILLED"})
    void anAgentEndsOnce(AgentState first) {
        var run = run();
        agents.spawn(run).block();
        agents.begin(run).block();
        agents.finish(run, end(first)).block();
        var events = stores.log(run.lease()).size();

        assertThatThrownBy(() -> agents.finish(run, end(AgentState.KILLED)).block())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("may not become KILLED");
        assertThatThrownBy(() -> agents.begin(run).block())
                .isInstanceOf(IllegalStateException.class);
        assertThat(stores.log(run.lease())).hasSize(events);
        assertThat(agents.find(UUID.fromString(run.agent())).block().state()).isEqualTo(first);
    }

    @Test
    void anAgentThatNeverRanCannotComplete() {
        var run = run();
        agents.spawn(run).block();

        assertThatThrownBy(() -> agents.finish(run, end(AgentState.COMPLETED)).block())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aStaleOwnerSpawnsNothing() {
        var run = run();
        loseLease(run.lease());

        assertThatThrownBy(() -> agents.spawn(run).block()).isInstanceOf(StaleJob.class);

        assertThat(agents.of(run.lease().job()).collectList().block()).isEmpty();
    }

    @Test
    void aStaleOwnerStillEndsItsAgentButWritesNoLog() {
        var run = run();
        agents.spawn(run).block();
        var events = stores.log(run.lease()).size();
        loseLease(run.lease());

        assertThat(agents.finish(run, end(AgentState.KILLED)).block().error()).isEqualTo("why");
        agents.cleaned(run).block();

        assertThat(stores.log(run.lease())).hasSize(events);
    }

    @Test
    void whatACrashLeftIsMarkedAtTheNextStartOfTheNode() {
        var lost = run();
        agents.spawn(lost).block();
        agents.begin(lost).block();

        assertThat(agents.abandon("another", UUID.randomUUID()).collectList().block()).isEmpty();
        assertThat(
                        agents.abandon("test", lost.lease().incarnation())
                                .map(agent -> agent.id().toString())
                                .collectList()
                                .block())
                .doesNotContain(lost.agent());
        agents.abandon("test", UUID.randomUUID()).collectList().block();

        var agent = agents.find(UUID.fromString(lost.agent())).block();
        assertThat(agent.state()).isEqualTo(AgentState.KILLED);
        assertThat(agent.error()).contains("node went away");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoeverPutsAJobBackEndsItsAgent(boolean byItsOwnNode) {
        var lost = run();
        var bystander = run();
        for (var run : List.of(lost, bystander)) {
            agents.spawn(run).block();
            agents.begin(run).block();
        }

        var putBack = byItsOwnNode ? recover(bystander.lease()) : reap(lost.lease());

        assertThat(putBack).extracting(Job::id).contains(lost.lease().job());
        var agent = agents.find(UUID.fromString(lost.agent())).block();
        assertThat(agent.state()).isEqualTo(AgentState.KILLED);
        assertThat(agent.error()).contains("node went away");
        assertThat(agent.completedAt()).isNotNull();
        assertThat(agents.find(UUID.fromString(bystander.agent())).block().state())
                .isEqualTo(AgentState.RUNNING);
        // its node was only slow, and comes too late to say how it ended
        assertThat(agents.finish(lost, end(AgentState.COMPLETED)).block()).isEqualTo(agent);
    }

    @Test
    void anAgentWhoseEndWasNotWrittenIsClosedByTheNextOfItsJob() {
        var first = run();
        var bystander = run();
        agents.spawn(first).block();
        agents.spawn(bystander).block();
        var second =
                new AgentRun(
                        UUID.randomUUID().toString(),
                        first.lease(),
                        SampleJobs.REPOSITORY,
                        first.step(),
                        Profile.WEAVER,
                        "scripted",
                        null,
                        Path.of("work"),
                        "do it",
                        null,
                        Duration.ofMinutes(1),
                        9,
                        9,
                        new Payer("ada", null));
        agents.spawn(second).block();

        assertThat(agents.of(first.lease().job()).map(Agent::state).collectList().block())
                .containsExactlyInAnyOrder(AgentState.KILLED, AgentState.SPAWNING);
        assertThat(agents.find(UUID.fromString(bystander.agent())).block().state())
                .isEqualTo(AgentState.SPAWNING);
    }

    @Test
    void aReservedAgentHasItsIdBeforeItsJobComesToIt() {
        var job = reserving();

        var reserved = agents.first(job).block();

        assertThat(reserved.state()).isEqualTo(AgentState.SPAWNING);
        assertThat(reserved.node()).isNull();
        assertThat(reserved.step()).isNull();
        assertThat(reserved.startedAt()).isNull();
        assertThat(reserved.engine()).isEqualTo("scripted");
        assertThat(agents.find(reserved.id()).block()).isEqualTo(reserved);
        assertThat(agents.reserved(job).block()).isEqualTo(reserved.id());
        agents.reserve(job).block();
        assertThat(agents.of(job).collectList().block()).containsExactly(reserved);
        assertThat(
                        agents.list(new Agents.Filter(null, job, null, true), null, 9)
                                .collectList()
                                .block())
                .containsExactly(reserved);

        var run = run(claim(job), reserved.id());
        var spawned = agents.spawn(run).block();
        assertThat(spawned.id()).isEqualTo(reserved.id());
        assertThat(spawned.node()).isEqualTo("test");
        assertThat(spawned.step()).isEqualTo(run.step().id());
        assertThat(spawned.startedAt()).isNotNull();
        assertThat(spawned.createdAt()).isEqualTo(reserved.createdAt());
        assertThat(agents.reserved(job).blockOptional()).isEmpty();
        agents.begin(run).block();
        assertThat(agents.finish(run, end(AgentState.COMPLETED)).block().state())
                .isEqualTo(AgentState.COMPLETED);
        assertThatThrownBy(() -> agents.spawn(run).block())
                .as("an agent that began is no reserved one")
                .isInstanceOf(IllegalStateException.class);
        assertThat(agents.of(job).collectList().block()).hasSize(1);
    }

    @Test
    void nothingIsReservedWhileSomebodyHasTheJobOrForAJobThatHadAnAgent() {
        var run = run();
        agents.reserve(run.lease().job()).block();
        assertThat(agents.first(run.lease().job()).blockOptional()).isEmpty();

        agents.spawn(run).block();
        reap(run.lease());
        agents.reserve(run.lease().job()).block();
        assertThat(agents.of(run.lease().job()).collectList().block()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReservedAgentSurvivesTheNodesThatDieBeforeItBegins(boolean byItsOwnNode) {
        var job = reserving();
        var id = agents.reserved(job).block();
        var lost = claim(job);

        var putBack = byItsOwnNode ? recover(run().lease()) : reap(lost);

        assertThat(putBack).extracting(Job::id).contains(job);
        assertThat(agents.first(job).block())
                .returns(id, Agent::id)
                .returns(AgentState.SPAWNING, Agent::state);
        agents.abandon("test", UUID.randomUUID()).collectList().block();
        assertThat(agents.reserved(job).block()).isEqualTo(id);
        assertThat(agents.spawn(run(claim(job), id)).block().id()).isEqualTo(id);
    }

    @Test
    void aReservedAgentEndsWithAJobThatDiesTooOften() {
        var job = reserving();
        for (var times = 1; times <= 3; times++) {
            reap(claim(job));
        }

        assertThat(stores.jobs().find(job).block().status()).isEqualTo(JobStatus.QUARANTINED);
        assertThat(agents.first(job).block())
                .returns(AgentState.KILLED, Agent::state)
                .returns("Its job was over before it began.", Agent::error);
    }

    @Test
    void aReservedAgentEndsWithItsJob() {
        var cancelled = reserving();
        var failed = reserving();
        var bystander = reserving();

        stores.jobs().cancel(cancelled, "ada", "").block();
        stores.jobs().fail(claim(failed), "The policy is broken.", "Mend it.").block();

        assertThat(agents.first(cancelled).block())
                .returns(AgentState.KILLED, Agent::state)
                .returns("Its job was over before it began.", Agent::error)
                .satisfies(agent -> assertThat(agent.completedAt()).isNotNull());
        assertThat(agents.first(failed).block())
                .returns(AgentState.FAILED, Agent::state)
                .returns("Its job was over before it began. The policy is broken.", Agent::error);
        assertThat(agents.first(bystander).block().state()).isEqualTo(AgentState.SPAWNING);
    }

    @Test
    void nobodyStartsAnAgentThatIsOverOrOfAnotherJob() {
        var over = reserving();
        var id = agents.reserved(over).block();
        stores.jobs().cancel(over, "ada", "").block();
        stores.jobs().retry(over, "ada", "", SampleJobs.CONSOLE).block();
        assertThatThrownBy(() -> agents.spawn(run(claim(over), id)).block())
                .isInstanceOf(IllegalStateException.class);

        var another = agents.reserved(reserving()).block();
        var run = run(stores.running(SampleJobs.request()), another);
        assertThatThrownBy(() -> agents.spawn(run).block())
                .isInstanceOf(IllegalStateException.class);
    }

    /** A job that waits, with an agent that waits for it. */
    private JobId reserving() {
        var job = stores.submit(SampleJobs.request()).id();
        agents.reserve(job).block();
        return job;
    }

    private Lease claim(JobId job) {
        var incarnation = UUID.randomUUID();
        return stores.leases()
                .claim("test", incarnation, 64, 1_000, Duration.ofSeconds(30))
                .filter(claimed -> claimed.id().equals(job))
                .map(claimed -> new Lease(job, claimed.leaseEpoch(), "test", incarnation))
                .single()
                .block();
    }

    /** As a node that starts, and works on one job already. */
    private List<Job> recover(Lease own) {
        return stores.leases().recover(own.node(), own.incarnation()).collectList().block();
    }

    private List<Job> reap(Lease overdue) {
        postgres.client()
                .sql(
                        "update runner_jobs set lease_until = now() - interval '1 hour' where id = :id")
                .bind("id", overdue.job().value())
                .then()
                .block();
        return stores.leases()
                .reap(new Reaping(UUID.randomUUID(), List.of(), Duration.ZERO, Duration.ZERO))
                .collectList()
                .block();
    }

    private static End end(AgentState state) {
        return new End(state, 2, Duration.ofSeconds(3), "why");
    }

    private static void loseLease(Lease lease) {
        postgres.client()
                .sql("update runner_jobs set lease_epoch = lease_epoch + 1 where id = :id")
                .bind("id", lease.job().value())
                .then()
                .block();
    }

    private AgentRun run() {
        return run(stores.running(SampleJobs.request()), UUID.randomUUID());
    }

    private AgentRun run(Lease lease, UUID agent) {
        return new AgentRun(
                agent.toString(),
                lease,
                SampleJobs.REPOSITORY,
                stores.steps().begin(lease, 1, 1, Stage.WEAVE, "weaver").block(),
                Profile.WEAVER,
                "scripted",
                null,
                Path.of("work"),
                "do it",
                null,
                Duration.ofMinutes(1),
                9,
                9,
                new Payer("ada", null));
    }
}
