package dev.mosaic.stitcher.job.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.job.IllegalTransition;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.StaleJob;
import dev.mosaic.stitcher.job.store.Kills.Answer;
import dev.mosaic.stitcher.job.store.Kills.Kill;
import dev.mosaic.stitcher.job.store.Kills.Order;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class KillsTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());
    private final Kills kills = stores.kills();

    @Test
    void aRunningJobIsEndedByItsOwnerWhoProvesIt() {
        var lease = stores.running(SampleJobs.request());

        var answer = kill(lease.job());

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Given.class,
                        given -> {
                            assertThat(given.job().status()).isEqualTo(JobStatus.CANCELLING);
                            assertThat(given.node()).isEqualTo("test");
                            assertThat(given.awake()).isFalse();
                        });
        assertThat(kills.of(lease.job()).single().block())
                .returns("ada", Kill::by)
                .returns("it deletes files", Kill::reason)
                .returns("api", Kill::door)
                .returns("test", Kill::node)
                .returns(null, Kill::provenAt);
        assertThat(standing(lease).killed()).isTrue();

        stores.jobs().killed(lease, List.of(), Duration.ZERO).block();

        assertThat(log(lease.job())).endsWith("job.cancelling", "kill.proven", "job.cancelled");
        assertThat(kills.of(lease.job()).single().block().provenAt()).isNotNull();
    }

    @Test
    void aJobThatNobodyHasIsCancelledAtOnce() {
        var job = stores.submit(SampleJobs.request()).id();

        assertThat(kill(job).job().status()).isEqualTo(JobStatus.CANCELLED);

        assertThat(kills.of(job).single().block().afterMs()).isZero();
        assertThat(log(job)).endsWith("kill.proven", "job.cancelled");
    }

    @Test
    void whatIsOverIsNotKilledAndSaysSo() {
        var lease = stores.running(SampleJobs.request());
        stores.jobs().complete(lease, "done").block();

        assertThat(kill(lease.job())).isInstanceOf(Answer.Over.class);

        assertThat(kills.of(lease.job()).collectList().block()).isEmpty();
        assertThat(kills.kill(new JobId(UUID.randomUUID()), null, order()).blockOptional())
                .isEmpty();
    }

    @Test
    void anAgentThatIsOverDoesNotTakeItsJobWithIt() {
        var lease = stores.running(SampleJobs.request());
        var agent = agent(lease, "COMPLETED");

        assertThat(kills.kill(lease.job(), agent, order()).block()).isInstanceOf(Answer.Over.class);

        assertThat(job(lease).status()).isEqualTo(JobStatus.RUNNING);
        var alive = agent(lease, "RUNNING");
        assertThat(kills.kill(lease.job(), alive, order()).block())
                .isInstanceOf(Answer.Given.class);
        assertThat(kills.of(lease.job()).single().block().agent()).isEqualTo(alive);
    }

    @Test
    void twoAtOnceAreBothRememberedAndProvenOnce() {
        var lease = stores.running(SampleJobs.request());

        Mono.zip(
                        kills.kill(lease.job(), null, order()).subscribeOn(Schedulers.parallel()),
                        kills.kill(lease.job(), null, order()).subscribeOn(Schedulers.parallel()))
                .block();
        stores.jobs().killed(lease, List.of(), Duration.ZERO).block();

        assertThat(kills.of(lease.job()).collectList().block())
                .hasSize(2)
                .allSatisfy(kill -> assertThat(kill.provenAt()).isNotNull());
        assertThat(log(lease.job())).containsOnlyOnce("job.cancelling", "kill.proven");
    }

    @RepeatedTest(20)
    void aKillBesideTheEndOfTheJobLeavesOneFinalWord() {
        var lease = stores.running(SampleJobs.request());
        var completed =
                stores.jobs()
                        .complete(lease, "done")
                        .map(_ -> true)
                        .onErrorReturn(StaleJob.class, false)
                        .onErrorReturn(IllegalTransition.class, false);

        var both =
                Mono.zip(
                                completed.subscribeOn(Schedulers.parallel()),
                                kills.kill(lease.job(), null, order())
                                        .subscribeOn(Schedulers.parallel()))
                        .block();

        assertThat(both.getT2() instanceof Answer.Over).isEqualTo(both.getT1());
        if (!both.getT1()) {
            stores.jobs().cancelled(lease).block();
        }
        assertThat(log(lease.job()))
                .filteredOn(type -> type.equals("job.completed") || type.equals("job.cancelled"))
                .containsExactly(both.getT1() ? "job.completed" : "job.cancelled");
        assertThat(log(lease.job()).contains("kill.proven")).isNotEqualTo(both.getT1());
    }

    @Test
    void whatSurvivedIsNamedAndProvenLater() {
        var lease = stores.running(SampleJobs.request());
        kill(lease.job());

        stores.jobs().killed(lease, List.of("process 7 (sleep)"), Duration.ZERO).block();

        assertThat(kills.of(lease.job()).single().block())
                .returns(List.of("process 7 (sleep)"), Kill::survivors)
                .returns(null, Kill::provenAt);
        var open = open(lease);
        assertThat(open.survived()).isTrue();
        assertThat(open.owned()).isFalse();

        kills.prove(open, List.of()).block();
        kills.prove(open, List.of()).block();

        assertThat(kills.of(lease.job()).single().block())
                .returns(List.of(), Kill::survivors)
                .satisfies(kill -> assertThat(kill.provenAt()).isNotNull());
        assertThat(log(lease.job())).endsWith("kill.proven", "job.cancelled", "kill.proven");
    }

    @Test
    void aKillWhoseNodeDiedStaysOpenUntilSomebodyProvesIt() {
        var lease = stores.running(SampleJobs.request());
        kill(lease.job());
        assertThat(open(lease).owned()).isTrue();

        stores.leases().recover(lease.node(), UUID.randomUUID()).blockLast();

        assertThat(job(lease).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(open(lease).owned()).isFalse();
    }

    @Test
    void aJobThatIsKilledWithoutTheDatabaseIsCancelledByItsOwner() {
        var lease = stores.running(SampleJobs.request());
        var agent = agent(lease, "RUNNING");

        stores.jobs().killed(lease, List.of(), Duration.ofMillis(30)).block();

        assertThat(log(lease.job())).endsWith("job.cancelling", "kill.proven", "job.cancelled");
        assertThat(stateOf(agent)).isEqualTo("KILLED");
    }

    @Test
    void whatIsRememberedLaterIsWrittenOnceAndKnowsItsProof() {
        var lease = stores.running(SampleJobs.request());
        var at = Instant.now().minusSeconds(5);
        stores.jobs().killed(lease, List.of(), Duration.ofMillis(30)).block();
        var order = order();

        assertThat(kills.remember(order, lease, at).block()).isFalse();
        assertThat(kills.remember(order, lease, at).block()).isFalse();

        assertThat(kills.of(lease.job()).single().block())
                .returns(30L, Kill::afterMs)
                .satisfies(kill -> assertThat(kill.provenAt()).isNotNull());
        assertThat(job(lease).status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void whatRunsAgainAlthoughItWasKilledIsKilledWhenThatIsRemembered() {
        var lease = stores.running(SampleJobs.request());
        var at = Instant.now();
        stores.leases().recover(lease.node(), UUID.randomUUID()).blockLast();
        assertThat(job(lease).status()).isEqualTo(JobStatus.QUEUED);

        assertThat(kills.remember(order(), lease, at).block()).isTrue();

        assertThat(job(lease).status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void whatAPersonStartedOverSinceIsLeftAlone() {
        var lease = stores.running(SampleJobs.request());
        var at = Instant.now().minusSeconds(5);
        stores.jobs().killed(lease, List.of(), Duration.ZERO).block();
        stores.jobs().retry(lease.job(), "ada", "", SampleJobs.CONSOLE).block();

        assertThat(kills.remember(order(), lease, at).block()).isFalse();

        assertThat(job(lease).status()).isEqualTo(JobStatus.QUEUED);
        assertThat(kills.of(lease.job()).collectList().block()).hasSize(1);
    }

    @Test
    void whoWantedWhatCannotBeChanged() {
        var lease = stores.running(SampleJobs.request());
        kill(lease.job());
        assertThatThrownBy(() ->
                        postgres.client()
                                .sql("delete from kills where proven_at is null")
                                .then()
                                .block())
                .hasMessageContaining("append-only");
        stores.jobs().killed(lease, List.of(), Duration.ZERO).block();

        for (var change :
                List.of(
                        "update kills set by = 'eve'",
                        "update kills set proven_at = null, after_ms = null",
                        "delete from kills",
                        "truncate kills")) {
            assertThatThrownBy(() -> postgres.client().sql(change).then().block())
                    .as(change)
                    .hasMessageContaining("append-only");
        }
    }

    @Test
    void secretsDoNotGetIntoTheAudit() {
        var job = stores.submit(SampleJobs.request()).id();
        var secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";

        kills.kill(job, null, Order.of("ada", "it printed " + secret, "api")).block();

        assertThat(kills.of(job).single().block().reason()).doesNotContain(secret);
        assertThat(stores.events().of(job, 0, 100).collectList().block().toString())
                .doesNotContain(secret);
    }

    private Answer kill(JobId job) {
        return kills.kill(job, null, order()).block();
    }

    private static Order order() {
        return Order.of("ada", "it deletes files", "api");
    }

    private Kills.Open open(Lease lease) {
        return kills.open(lease.node())
                .filter(open -> open.job().equals(lease.job()))
                .single()
                .block();
    }

    private JobLeases.Standing standing(Lease lease) {
        return stores.leases().standing(List.of(lease.job())).single().block();
    }

    private Job job(Lease lease) {
        return stores.jobs().find(lease.job()).block();
    }

    private List<String> log(JobId job) {
        return stores.events().of(job, 0, 1_000).map(RecordedEvent::type).collectList().block();
    }

    private UUID agent(Lease lease, String state) {
        var id = UUID.randomUUID();
        stores.steps()
                .of(lease.job())
                .next()
                .switchIfEmpty(stores.steps().begin(lease, 1, 1, Stage.WEAVE, "weaver"))
                .flatMap(step ->
                        postgres.client()
                                .sql(
                                        """
                                        insert into agents (id, job_id, step_id, attempt, epoch, profile, engine, state,
                                            node, incarnation, worktree, started_at, completed_at)
                                        values (:id, :job, :step, 1, :epoch, 'weaver', 'scripted', :state, 'test',
                                            :incarnation, '/w', now(),
                                            case when :state = 'COMPLETED' then now() end)
                                        """)
                                .bind("id", id)
                                .bind("job", lease.job().value())
                                .bind("step", step.id())
                                .bind("epoch", lease.epoch())
                                .bind("state", state)
                                .bind("incarnation", lease.incarnation())
                                .then())
                .block();
        return id;
    }

    private static String stateOf(UUID agent) {
        return postgres.client()
                .sql("select state from agents where id = :id")
                .bind("id", agent)
                .mapValue(String.class)
                .one()
                .block();
    }
}
