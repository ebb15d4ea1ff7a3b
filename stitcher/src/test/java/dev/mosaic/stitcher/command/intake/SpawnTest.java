package dev.mosaic.stitcher.command.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Desk;
import dev.mosaic.stitcher.command.FixOptions;
import dev.mosaic.stitcher.command.Incoming;
import dev.mosaic.stitcher.command.Incoming.Content;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.command.Spawn;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.run.Agent;
import dev.mosaic.stitcher.run.AgentState;
import dev.mosaic.stitcher.run.Agents;
import dev.mosaic.stitcher.testkit.Postgres;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Programs ask for agents, at the desk and over the real stores. */
class SpawnTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final IntakeWorld world = new IntakeWorld(postgres, Duration.ofSeconds(30));
    private final Agents agents =
            new Agents(
                    postgres.client(),
                    postgres.transactions(),
                    Clock.systemUTC(),
                    world.stores.jobs());
    private IssueRef issue;

    @BeforeEach
    void openAnIssue() {
        issue = world.forge.openIssue(world.shop, "Login fails").ref();
    }

    @Test
    void anAgentIsReservedInTheTransactionThatAcceptsItsJob() {
        var reply = accepted(spawn("ann", "t1"));

        assertThat(reply.fresh()).isTrue();
        assertThat(agent(reply))
                .returns(AgentState.SPAWNING, Agent::state)
                .returns(null, Agent::node);
        assertThat(
                        postgres.client()
                                .sql(
                                        "select a.xmin = j.xmin and j.xmin = i.xmin from agents a"
                                                + " join runner_jobs j on j.id = a.job_id, inbox i"
                                                + " where j.id = :job and i.closed_at is not null"
                                                + " and i.reply::text like '%' || j.id || '%'")
                                .bind("job", reply.job().value())
                                .mapValue(Boolean.class)
                                .one()
                                .block())
                .isTrue();
        assertThat(world.signals).containsExactly(new Desk.Signal.Wake());
    }

    @Test
    void theSameTaskIsTheSameAgentWhateverBecameOfIt() {
        var first = accepted(spawn("ann", "t1"));
        var agent = agent(first).id();

        assertThat(accepted(spawn("ann", "t1")))
                .returns(first.job(), Reply.Accepted::job)
                .returns(false, Reply.Accepted::fresh);
        world.stores.jobs().cancel(first.job(), "ann", "").block();
        world.forge.closeIssue(issue);
        assertThat(agent(accepted(spawn("ann", "t1"))).id()).isEqualTo(agent);
        world.stores
                .jobs()
                .retry(first.job(), "ann", "With care", new Origin("api", "ann"))
                .block();
        assertThat(agent(accepted(spawn("ann", "t1"))).id()).isEqualTo(agent);
    }

    @Test
    void aTaskBelongsToWhoeverSentIt() {
        var first = accepted(spawn("ann", "t1"));
        world.stores.jobs().cancel(first.job(), "ann", "").block();

        var second = accepted(spawn("bob", "t1"));

        assertThat(second.fresh()).isTrue();
        assertThat(agent(second).id()).isNotEqualTo(agent(first).id());
    }

    @Test
    void aTaskIsNotUsedForSomethingElse() {
        accepted(spawn("ann", "t1"));
        var other = world.forge.openIssue(world.shop, "Logout fails").ref();

        assertThat(refused(Cause.INVALID, spawn("ann", "t1", other, FixOptions.NONE, null, null)))
                .contains("`taskId`");
        assertThat(refused(Cause.INVALID, spawn("ann", "t1", issue, time(5), null, null)))
                .contains("fresh one");
        assertThat(refused(Cause.INVALID, spawn("ann", "t1", issue, FixOptions.NONE, null, 2)))
                .contains("fresh one");
        assertThat(world.stores.jobs().latestFor(other).blockOptional()).isEmpty();
    }

    @Test
    void whatWasRefusedCanBeSentAgain() {
        refused(Cause.INVALID, spawn("ann", "t1", issue, time(61), null, null));

        assertThat(accepted(spawn("ann", "t1")).fresh()).isTrue();
    }

    @Test
    void whoFindsALiveJobGetsItsAgentIfItKeepsWhatTheyAskFor() {
        var job = said("ann", "@mosaic fix #1 time=5m").job();
        assertThat(agents.first(job).blockOptional()).isEmpty();

        var found = accepted(spawn("bob", "t1", issue, time(5), null, null));

        assertThat(found.job()).isEqualTo(job);
        assertThat(found.fresh()).isFalse();
        assertThat(agent(found).state()).isEqualTo(AgentState.SPAWNING);
        assertThat(agent(accepted(spawn("bob", "t2"))).id()).isEqualTo(agent(found).id());
    }

    @Test
    void whoFindsALiveJobOnOtherTermsIsToldAndFollowsNothing() {
        var job = said("ann", "@mosaic fix #1 time=5m").job();

        assertThat(refused(Cause.CONFLICT, spawn("bob", "t1", issue, time(6), null, null)))
                .contains(job.abbreviated(), "other terms");
        refused(Cause.CONFLICT, spawn("bob", "t1", issue, FixOptions.NONE, "process", null));
        refused(Cause.CONFLICT, spawn("bob", "t1", issue, FixOptions.NONE, null, 1));
        assertThat(refused(Cause.CONFLICT, spawn("bob", "t1", issue, base("dev"), null, null)))
                .contains("follow");

        assertThat(world.stores.jobs().watchers(job).collectList().block()).hasSize(1);
        assertThat(agents.first(job).blockOptional()).isEmpty();
        world.stores.jobs().cancel(job, "ann", "").block();
        assertThat(accepted(spawn("bob", "t1", issue, time(6), null, null)).fresh()).isTrue();
    }

    @Test
    void aJobThatSomebodyHasGetsNoOtherAgent() {
        var job = said("ann", "@mosaic fix #1").job();
        world.stores.running(job);

        var found = accepted(spawn("bob", "t1"));

        assertThat(found.job()).isEqualTo(job);
        assertThat(agents.first(job).blockOptional()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"eve", "mallory"})
    void whoMayNotFixMayNotSpawn(String person) {
        assertThat(reply(spawn(person, "t1"))).isInstanceOf(Reply.Refused.class);
        assertThat(world.stores.jobs().latestFor(issue).blockOptional()).isEmpty();
    }

    @Test
    void anAgentIsKilledBeforeItBeganAndThatIsProven() {
        var reply = accepted(spawn("ann", "t1"));
        var agent = agent(reply).id();

        assertThat(((Reply.Refused) world.says("eve", "@mosaic kill " + agent)).cause())
                .isEqualTo(Cause.FORBIDDEN);
        assertThat(agent(reply).state()).isEqualTo(AgentState.SPAWNING);
        said("bob", "@mosaic kill " + agent + " Not that one");

        assertThat(world.stores.jobs().find(reply.job()).block().status())
                .isEqualTo(JobStatus.CANCELLED);
        assertThat(agent(reply))
                .returns(AgentState.KILLED, Agent::state)
                .satisfies(killed -> assertThat(killed.completedAt()).isNotNull());
        assertThat(world.stores.kills().of(reply.job()).single().block())
                .satisfies(kill -> {
                    assertThat(kill.agent()).isEqualTo(agent);
                    assertThat(kill.provenAt()).isNotNull();
                    assertThat(kill.survivors()).isEmpty();
                });
        assertThat(world.says("bob", "@mosaic kill " + agent).text()).contains("is over already");
    }

    @Test
    void aKillThatComesWhileItsJobBeginsEndsItWithTheJob() {
        var reply = accepted(spawn("ann", "t1"));
        var lease = world.stores.running(reply.job());

        said("bob", "@mosaic kill " + agent(reply).id());
        assertThat(agent(reply).state()).isEqualTo(AgentState.SPAWNING);
        world.stores.jobs().killed(lease, List.of(), Duration.ZERO).block();

        assertThat(agent(reply).state()).isEqualTo(AgentState.KILLED);
        assertThat(world.stores.kills().of(reply.job()).single().block().provenAt()).isNotNull();
    }

    @RepeatedTest(5)
    void ofManyAtOnceWithOneTaskOneGetsANewAgentAndAllGetTheSame() {
        var replies = atOnce(_ -> spawn("ann", "t1"));

        assertThat(replies).allSatisfy(it -> assertThat(it).isInstanceOf(Reply.Accepted.class));
        assertThat(replies).filteredOn(it -> ((Reply.Accepted) it).fresh()).hasSize(1);
        assertThat(replies).extracting(it -> ((Reply.Accepted) it).job()).containsOnly(job());
        assertThat(agents.of(job()).collectList().block()).hasSize(1);
    }

    @RepeatedTest(5)
    void ofManyAtOnceOnDifferentTermsOneGetsTheAgent() {
        var replies = atOnce(i -> spawn("ann", "t" + i, issue, time(i), null, null));

        assertThat(replies).filteredOn(Reply.Accepted.class::isInstance).hasSize(1);
        assertThat(replies)
                .filteredOn(Reply.Refused.class::isInstance)
                .extracting(it -> ((Reply.Refused) it).cause())
                .containsOnly(Cause.CONFLICT);
        assertThat(agents.of(job()).collectList().block()).hasSize(1);
        assertThat(
                        postgres.client()
                                .sql("select count(*) from triggers where job_id = :job")
                                .bind("job", job().value())
                                .mapValue(Long.class)
                                .one()
                                .block())
                .isEqualTo(1);
    }

    private interface Asking {
        Incoming of(int number);
    }

    private List<Reply> atOnce(Asking asking) {
        return Flux.range(1, 8)
                .flatMap(i -> world.intake.hand(asking.of(i)).subscribeOn(Schedulers.parallel()), 8)
                .collectList()
                .block(Duration.ofSeconds(60));
    }

    private JobId job() {
        return world.stores.jobs().latestFor(issue).block().id();
    }

    private Agent agent(Reply.Accepted reply) {
        return agents.first(reply.job()).block();
    }

    private Reply.Accepted said(String person, String text) {
        return (Reply.Accepted) world.says(person, text);
    }

    private Reply reply(Incoming incoming) {
        return world.intake.hand(incoming).block(Duration.ofSeconds(30));
    }

    private Reply.Accepted accepted(Incoming incoming) {
        var reply = reply(incoming);
        assertThat(reply).isInstanceOf(Reply.Accepted.class);
        return (Reply.Accepted) reply;
    }

    private String refused(Cause cause, Incoming incoming) {
        return IntakeWorld.refused(cause, reply(incoming));
    }

    private Incoming spawn(String person, String task) {
        return spawn(person, task, issue, FixOptions.NONE, null, null);
    }

    private Incoming spawn(
            String person,
            String task,
            IssueRef about,
            FixOptions options,
            String sandbox,
            Integer rounds) {
        var target = new Target.IssueOf(world.shop.name(), about.number());
        return new Incoming(
                "api",
                UUID.randomUUID().toString(),
                new Actor(world.forge.id(), person),
                new Origin("api", person),
                world.shop.name(),
                null,
                new Content.Typed(new Command.Fix(target, options, "")),
                null,
                new Spawn(task, sandbox, rounds));
    }

    private static FixOptions time(int minutes) {
        return new FixOptions(
                null, Duration.ofMinutes(minutes), null, null, null, null, null, false);
    }

    private static FixOptions base(String branch) {
        return new FixOptions(null, null, null, null, null, null, branch, false);
    }
}
