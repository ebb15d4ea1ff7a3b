package dev.mosaic.stitcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobLeases.Reaping;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.StaleJob;
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
                        "weaver",
                        "scripted",
                        null,
                        Path.of("work"),
                        "do it",
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
        var lease = stores.running(SampleJobs.request());
        return new AgentRun(
                UUID.randomUUID().toString(),
                lease,
                SampleJobs.REPOSITORY,
                stores.steps().begin(lease, 1, 1, Stage.WEAVE, "weaver").block(),
                "weaver",
                "scripted",
                null,
                Path.of("work"),
                "do it",
                Duration.ofMinutes(1),
                9,
                9,
                new Payer("ada", null));
    }
}
