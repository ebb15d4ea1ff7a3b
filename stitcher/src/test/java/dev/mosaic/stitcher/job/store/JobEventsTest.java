package dev.mosaic.stitcher.job.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Judgement;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class JobEventsTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final JobEvent NOTE = new JobEvent.AgentNote("a", "working");

    private final Stores stores = Stores.on(postgres, Clock.systemUTC());
    private final JobEvents events = stores.events();

    static Stream<JobEvent> everyEvent() {
        var at = Instant.parse("2026-01-02T03:04:05.678Z");
        return Stream.of(
                new JobEvent.Submitted("ada", "title \" ' \\ \n", "ünï 🧵"),
                new JobEvent.Watched("bob"),
                new JobEvent.Queued("accepted"),
                new JobEvent.Delayed("later", at),
                new JobEvent.Claimed("n", 7),
                new JobEvent.Cancelling("ada", "no"),
                new JobEvent.Cancelled("ada", "no"),
                new JobEvent.Completed("done"),
                new JobEvent.Failed("no", "look"),
                new JobEvent.Quarantined("no"),
                new JobEvent.Retried("ada", 2, ""),
                new JobEvent.Changed("ada", 3),
                new JobEvent.StepStarted(Stage.WEAVE, 1, "weaver"),
                new JobEvent.StepProgress(Stage.WEAVE, 1, 40, "half"),
                new JobEvent.StepFinished(Stage.INSPECT, 1, JobStep.Status.REJECTED, "no"),
                new JobEvent.AgentSpawned("a", "weaver", "scripted", null),
                new JobEvent.AgentTool("a", "edit", "A.java", true),
                NOTE,
                new JobEvent.AgentUsage("a", 1, 2, 3, 4, null),
                new JobEvent.AgentUsage("a", 1, 2, 3, 4, new BigDecimal("0.000085")),
                new JobEvent.BudgetWarned(
                        "JOB", BigDecimal.TEN, new BigDecimal("8.5"), "So it is."),
                new JobEvent.BudgetExceeded("JOB", BigDecimal.TEN, BigDecimal.TEN, "So it is."),
                new JobEvent.EgressBlocked("a", "evil.example:443", "It may not.", 3),
                new JobEvent.BudgetSpent(new BigDecimal("0.25"), 1, 2, 3, 4, 5, true),
                new JobEvent.AgentContext("a", 50_000, 200_000),
                new JobEvent.AgentFinished("a", "COMPLETED", 3, 1_200, "ok"),
                new JobEvent.WorkKept("abc", "n"),
                new JobEvent.AgentCleaned("a"),
                new JobEvent.KillProven(120, List.of("process 7")),
                new JobEvent.GateStarted("test", 1, "mvn test"),
                new JobEvent.Waiting("approval", at, "abc", List.of("CI is changed"), "+x"),
                new JobEvent.Resumed("bob", "rejected", "too large"),
                new JobEvent.GatesDetected(1, List.of("Maven")),
                new JobEvent.GatePassed("test", 1, "mvn test", 0, 900),
                new JobEvent.GatePassed("size", 1, "", null, 1, List.of("3 tests ran")),
                new JobEvent.GateHeld("protected", 1, 3, List.of("CI is changed")),
                new JobEvent.GateBypassed("test", 1, "ann"),
                new JobEvent.GateRejected("test", 1, "mvn test", 1, 900, List.of("A failed")),
                new JobEvent.GateRejected("secrets", 1, "", null, 2, List.of()),
                new JobEvent.GateBroken("test", 1, "no such program"),
                new JobEvent.ReviewVerdict(
                        "a",
                        1,
                        "reject",
                        new BigDecimal("0.75"),
                        List.of(
                                new JobEvent.ReviewFinding("major", "A.java", 7, "It is wrong."),
                                new JobEvent.ReviewFinding("minor", "", null, "No test."))),
                new JobEvent.Completed("done", Judgement.REJECTED),
                new JobEvent.ChangeFound("feature/x", "abc", "main", "def", 45L),
                new JobEvent.ChangeFound("feature/x", "abc", "main", "def", null),
                new JobEvent.BranchConflicted("mosaic/1", List.of("A.java")),
                new JobEvent.BranchPushed("mosaic/1", "abc"),
                new JobEvent.PullRequestOpened(9, "http://pr/9"),
                new JobEvent.SteerReceived(7, "ada", "hurry"),
                new JobEvent.SteerDelivered(7, "ada", "agent-1"),
                new JobEvent.Unknown("later.made", "{\"text\": \"hurry\"}"));
    }

    @ParameterizedTest
    @MethodSource("everyEvent")
    void eventIsReadAsItWasWritten(JobEvent event) {
        var lease = stores.running(SampleJobs.request());

        var recorded = stores.jobs().record(lease, event).block();

        assertThat(recorded.event()).isEqualTo(event);
        assertThat(stores.log(lease)).last().isEqualTo(recorded);
        assertThat(recorded.type()).matches("[a-z]+\\.[a-z]+");
        assertThat(recorded.actor()).isEqualTo("mosaic");
    }

    @Test
    void everyTypeOfEventHasAName() {
        var tried = everyEvent().map(Object::getClass).toList();

        assertThat(tried).contains(JobEvent.class.getPermittedSubclasses());
    }

    @Test
    void fieldsOfALaterReleaseAreIgnoredAndMissingOnesAreNothing() {
        var lease = stores.running(SampleJobs.request());
        write(lease, "job.claimed", "{\"node\": \"n\", \"epoch\": 3, \"zone\": {\"x\": 1}}");
        write(
                lease,
                "agent.finished",
                "{\"agent\": \"a\", \"state\": \"FAILED\", \"summary\": \"\"}");
        write(lease, "step.started", "{\"stage\": \"REVIEW\", \"round\": 1, \"profile\": \"x\"}");

        assertThat(stores.log(lease).stream().map(RecordedEvent::event).skip(3))
                .containsExactly(
                        new JobEvent.Claimed("n", 3),
                        new JobEvent.AgentFinished("a", "FAILED", 0, 0, ""),
                        new JobEvent.Unknown(
                                "step.started",
                                "{\"round\": 1, \"stage\": \"REVIEW\", \"profile\": \"x\"}"));
    }

    @Test
    void hostileTextIsKeptWithinBounds() {
        var lease = stores.running(SampleJobs.request());

        var note =
                stores.jobs()
                        .record(
                                lease,
                                new JobEvent.AgentNote("a", "\0\u001b[2J" + "🧵".repeat(20_000)))
                        .block();

        assertThat(((JobEvent.AgentNote) note.event()).text())
                .startsWith("\uFFFD\u001b[2J🧵")
                .hasSizeLessThan(17_000)
                .endsWith("🧵…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"job_events", "job_claims", "triggers"})
    void historyIsAppendOnly(String table) {
        stores.running(SampleJobs.request());
        var column = table.equals("triggers") ? "key = 'x'" : "at = now()";

        for (var sql :
                List.of(
                        "update " + table + " set " + column,
                        "delete from " + table,
                        "truncate " + table)) {
            assertThatThrownBy(() -> postgres.client().sql(sql).then().block())
                    .hasMessageContaining(table + " is append-only");
        }
        assertThatThrownBy(
                        () -> postgres.client().sql("truncate runner_jobs cascade").then().block())
                .hasMessageContaining("append-only");
    }

    @Test
    void pagesOfOneJobFollowEachOther() {
        var lease = stores.running(SampleJobs.request());
        stores.jobs().record(lease, NOTE).block();

        var first = events.of(lease.job(), 0, 2).map(RecordedEvent::seq).collectList().block();
        var rest = events.of(lease.job(), 2, 9).map(RecordedEvent::seq).collectList().block();

        assertThat(first).containsExactly(1, 2);
        assertThat(rest).containsExactly(3, 4);
    }

    @Test
    void readerWaitsForATransactionThatBeganBeforeAndSeesAllOfIt() throws Exception {
        var early = stores.running(SampleJobs.request());
        var late = stores.running(SampleJobs.request());
        postgres.awaitWholeLog();
        var start = events.newest().block();
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        // begins first, writes last: its line stands behind the other's and yet comes before it
        var slow =
                postgres.transactions()
                        .transactional(
                                postgres.client()
                                        .sql("select pg_current_xact_id()::text")
                                        .then()
                                        .then(Mono.fromCallable(() -> waited(begun, go)))
                                        .then(Mono.defer(() -> stores.jobs().record(early, NOTE))))
                        .toFuture();
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        var quick = stores.jobs().record(late, NOTE).block();
        assertThat(events.after(start, 9).collectList().block()).isEmpty();
        go.countDown();
        var first = slow.get(20, TimeUnit.SECONDS);

        postgres.awaitWholeLog();
        assertThat(events.after(start, 9).collectList().block()).containsExactly(first, quick);
        assertThat(events.after(first.pos(), 9).collectList().block()).containsExactly(quick);
        assertThat(events.newest().block()).isEqualTo(quick.pos());
    }

    @Test
    void unknownPlaceReadsFromTheStart() {
        stores.running(SampleJobs.request());
        postgres.awaitWholeLog();

        assertThat(events.after(Long.MAX_VALUE, 1).collectList().block())
                .isEqualTo(events.after(0, 1).collectList().block())
                .hasSize(1);
    }

    @Test
    void commitTicksAndARollbackDoesNot() {
        var lease = stores.running(SampleJobs.request());
        var ticks = new AtomicInteger();
        var listening = events.ticks(Duration.ofHours(1)).subscribe(_ -> ticks.incrementAndGet());
        try {
            await().until(() -> ticks.get() == 1);
            var outer = stores.jobs().record(lease, NOTE).thenReturn(ticks).map(AtomicInteger::get);

            assertThat(postgres.transactions().transactional(outer).block()).isEqualTo(1);
            await().until(() -> ticks.get() == 2);

            var undone = outer.then(Mono.error(new IllegalStateException("no")));
            assertThatThrownBy(() -> postgres.transactions().transactional(undone).block())
                    .hasMessage("no");
            await().during(Duration.ofMillis(300)).until(() -> ticks.get() == 2);
        } finally {
            listening.dispose();
        }
    }

    @Test
    void timerTicksWithoutACommit() {
        assertThat(events.ticks().take(3).count().block(Duration.ofSeconds(20))).isEqualTo(3);
    }

    private static boolean waited(CountDownLatch begun, CountDownLatch go)
            throws InterruptedException {
        begun.countDown();
        return go.await(20, TimeUnit.SECONDS);
    }

    /** As another release may have written it. */
    private void write(Lease lease, String type, String payload) {
        postgres.client()
                .sql(
                        """
                        with told as (
                            update runner_jobs set last_seq = last_seq + 1 where id = :job returning last_seq)
                        insert into job_events (job_id, seq, at, type, actor, payload)
                        select :job, last_seq, now(), :type, 'mosaic', :payload::jsonb from told
                        """)
                .bindValues(Map.of("job", lease.job().value(), "type", type, "payload", payload))
                .then()
                .block();
    }
}
