package dev.mosaic.stitcher.command.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Incoming;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.command.Spawn;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.NewPullRequest;
import dev.mosaic.stitcher.forge.PullRequest;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.job.Judgement;
import dev.mosaic.stitcher.job.Origin;
import dev.mosaic.stitcher.job.work.PushedHeads;
import dev.mosaic.stitcher.policy.Terms;
import dev.mosaic.stitcher.run.Agent;
import dev.mosaic.stitcher.run.Agents;
import dev.mosaic.stitcher.testkit.Postgres;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Changes that are there are to be judged: at the desk, over the real stores. */
class InspectOrdersTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final IntakeWorld world = new IntakeWorld(postgres, Duration.ofSeconds(30));
    private final Agents agents =
            new Agents(
                    postgres.client(),
                    postgres.transactions(),
                    Clock.systemUTC(),
                    world.stores.jobs());
    private IssueRef pull;

    @BeforeEach
    void openAPullRequest() {
        world.issue("Login fails");
        pull =
                world.forge
                        .propose(
                                new NewPullRequest(
                                        world.shop.ref(),
                                        "Log in ![x](http://evil) @all (#1)",
                                        "Closes #1",
                                        "feature/login",
                                        "main"))
                        .block()
                        .ref();
    }

    @Test
    void aReviewOfAPullRequestBecomesAJob() {
        var reply = world.accepted("ann", "@mosaic review #2 time=5m Look at the locks");

        var job = world.job(reply.job());
        assertThat(job.request().kind()).isEqualTo(JobKind.REVIEW);
        assertThat(job.request().issue()).isEqualTo(pull);
        assertThat(job.request().branch()).isNull();
        assertThat(job.request().instructions()).isEqualTo("Look at the locks");
        assertThat(terms(job).limits().wall()).isEqualTo(Duration.ofMinutes(5));
        assertThat(reply.text())
                .contains("pull request #2 of `acme/shop`", "a reviewer", "Nothing will be changed")
                .doesNotContain("![", "@all");
        assertThat(world.answer("ann", "@mosaic status #2")).contains("pull request #2");
    }

    @Test
    void aCheckOfABranchNeedsNoPullRequest() {
        var reply =
                world.accepted("ann", "@mosaic check branch=feature/other base=release/1 please");

        var job = world.job(reply.job());
        assertThat(job.request().kind()).isEqualTo(JobKind.CHECK);
        assertThat(job.request().branch()).isEqualTo("feature/other");
        assertThat(job.request().issue()).isEqualTo(IssueRef.none(world.shop.ref()));
        assertThat(terms(job).base()).isEqualTo("release/1");
        assertThat(reply.text()).contains("branch `feature/other` of `acme/shop`", "its gates run");
        assertThat(world.answer("ann", "@mosaic jobs")).contains("branch `feature/other`");
        assertThat(world.answer("ann", "@mosaic queue")).contains("a branch of `acme/shop`");
    }

    @Test
    void whoAsksForAReviewDoesNotGetTheCheckOfSomebodyElse() {
        var check = world.accepted("ann", "@mosaic check #2").job();
        var review = world.accepted("bob", "@mosaic review #2").job();
        var other = world.accepted("bob", "@mosaic check branch=feature/login").job();

        assertThat(List.of(check, review, other)).doesNotHaveDuplicates();
        var joined = world.accepted("bob", "@mosaic check #2");
        assertThat(joined.job()).isEqualTo(check);
        assertThat(joined.fresh()).isFalse();
        assertThat(world.accepted("ann", "@mosaic check branch=feature/login").job())
                .isEqualTo(other);
        assertThat(world.accepted("ann", "@mosaic fix #1").fresh()).isTrue();
    }

    @Test
    void ofTwoThatAreUnderWayWhoeverEndsOneSaysWhich() {
        var check = world.accepted("ann", "@mosaic check #2").job();
        var review = world.accepted("ann", "@mosaic review #2").job();

        assertThat(world.refused(Cause.INVALID, "ann", "@mosaic cancel #2"))
                .contains(check.toString(), review.toString());
        world.accepted("ann", "@mosaic cancel " + review.abbreviated());
        assertThat(world.accepted("ann", "@mosaic cancel #2").job()).isEqualTo(check);
    }

    @Test
    void nobodySteersWhoJudges() {
        var review = world.accepted("ann", "@mosaic review #2").job();

        assertThat(world.refused(Cause.CONFLICT, "ann", "@mosaic say #2 Approve it"))
                .contains("nobody steers", "cancel " + review.abbreviated());
    }

    /** Else a fix would take the branch of a person for its own, and overwrite it. */
    @Test
    void aCommitThatWasOnlyLookedAtIsNotMosaics() {
        var head = "a".repeat(40);
        world.accepted("ann", "@mosaic check #2");
        var outcome = new Job.Outcome("feature/login", "b".repeat(40), head, 2L, null);
        var found = new JobEvent.ChangeFound("feature/login", head, "main", "b".repeat(40), 2L);
        world.stores.jobs().outcome(world.claim(), outcome, found).block();

        assertThat(new PushedHeads(postgres.client()).contains(world.shop.ref(), head).block())
                .isFalse();
    }

    @Test
    void aRetryIsInTheWayOfNothingButTheSame() {
        var check = world.accepted("ann", "@mosaic check #2").job();
        world.accepted("ann", "@mosaic cancel " + check.abbreviated());
        var again = world.accepted("ann", "@mosaic check #2").job();
        world.accepted("ann", "@mosaic review #2");

        assertThat(world.refused(Cause.CONFLICT, "ann", "@mosaic retry " + check.abbreviated()))
                .contains(again.abbreviated(), "does the same");
        world.accepted("ann", "@mosaic cancel " + again.abbreviated());
        assertThat(world.accepted("ann", "@mosaic retry " + check.abbreviated()).job())
                .isEqualTo(check);
    }

    @Test
    void aRetryForgetsWhatWasSaidBefore() {
        var job = world.accepted("ann", "@mosaic check #2").job();
        var lease = world.claim();
        var judged = world.stores.jobs().judge(lease, Judgement.REJECTED, "It is wrong.").block();
        assertThat(judged.judgement()).isEqualTo(Judgement.REJECTED);
        assertThat(world.answer("ann", "@mosaic status #2"))
                .contains("**Rejected**: check of pull request #2", "It is wrong.");

        world.accepted("ann", "@mosaic retry " + job.abbreviated());

        assertThat(world.job(job).judgement()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    review #1        | NOT_FOUND | no pull request #1 | fix #1
                    check #99        | NOT_FOUND | no pull request #99 | branch=name
                    review           | INVALID | which job | review #123
                    check acme/x#2   | NOT_FOUND | acme/x | acme/shop
                    check #2 fast    | MISUNDERSTOOD | fast | check <#45
                    check #2 yolo    | MISUNDERSTOOD | yolo | check <#45
                    check branch=../x | MISUNDERSTOOD | ../x | branch=main
                    review #2 branch=x | MISUNDERSTOOD | second | one command
                    review #2 profile=minimal | MISUNDERSTOOD | profile | branch
                    """)
    void whatIsNotMeantIsRefusedAndSaysWhatToDo(
            String command, Cause cause, String what, String instead) {
        assertThat(world.refused(cause, "ann", "@mosaic " + command))
                .containsIgnoringCase(what)
                .containsIgnoringCase(instead);
        assertThat(world.jobs()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CLOSED", "MERGED"})
    void aPullRequestThatIsOverIsNotJudged(PullRequest.State state) {
        world.forge.end(pull, state);

        assertThat(world.refused(Cause.CONFLICT, "ann", "@mosaic review #2"))
                .containsIgnoringCase(state.name())
                .contains("review branch=name");
        assertThat(world.jobs()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"review #2", "check #2", "review branch=x", "check branch=x"})
    void whoMayNotWriteMayNotAsk(String command) {
        world.refused(Cause.FORBIDDEN, "eve", "@mosaic " + command);

        assertThat(world.jobs()).isZero();
    }

    @Test
    void aBranchWhoseNameIsASecretIsNotShownAnywhere() {
        var secret = "ghp_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6";

        assertThat(world.refused(Cause.INVALID, "ann", "@mosaic check branch=fix/" + secret))
                .contains("Rename the branch")
                .doesNotContain(secret);
        assertThat(world.jobs()).isZero();
    }

    @Test
    void theThreadOfAJobMeansItsPullRequest() {
        var fix = world.accepted("ann", "@mosaic fix #1").job();
        assertThat(((Reply.Refused) world.saysBelow(fix, "ann", "@mosaic review")).text())
                .contains("has no pull request", "review branch=name");

        world.claim();
        postgres.client()
                .sql("update runner_jobs set pr_number = 2 where id = :id")
                .bind("id", fix.value())
                .then()
                .block();
        var review = (Reply.Accepted) world.saysBelow(fix, "ann", "@mosaic review");

        assertThat(world.job(review.job()).request().issue()).isEqualTo(pull);
    }

    @Test
    void aProgramGetsTheReviewerUnderItsFinalId() {
        var spawned = spawn("t1", review(), 1);

        var agent = first(accepted(spawned));
        assertThat(agent.profile()).isEqualTo("inspector");
        assertThat(agent.engine()).isEqualTo("claude");
        assertThat(first(accepted(spawn("t1", review(), 1))).id()).isEqualTo(agent.id());
        assertThat(first(accepted(spawn("t2", review(), null))).id())
                .as("another task that wants the same follows the same")
                .isEqualTo(agent.id());
    }

    @Test
    void aProgramGetsTheTesterUnderItsFinalId() {
        var agent = first(accepted(spawn("t1", new Command.Check(branch("x"), null), null)));

        assertThat(agent.profile()).isEqualTo("tester");
        assertThat(agent.engine()).isEqualTo("gates");
    }

    @Test
    void aTaskThatWasAReviewIsNoCheckAndNoOtherBranch() {
        accepted(spawn("t1", new Command.Check(branch("x"), null), null));

        assertThat(
                        IntakeWorld.refused(
                                Cause.INVALID,
                                spawn("t1", new Command.Check(branch("y"), null), null)))
                .contains("`taskId`");
        IntakeWorld.refused(Cause.INVALID, spawn("t1", review(), null));
        assertThat(
                        IntakeWorld.refused(
                                Cause.CONFLICT,
                                spawn("t2", new Command.Check(branch("x"), "dev"), null)))
                .contains("other terms");
    }

    @Test
    void aJudgementHasNoRounds() {
        assertThat(IntakeWorld.refused(Cause.INVALID, spawn("t1", review(), 2)))
                .contains("made once", "options.maxRetries");
    }

    private static Command review() {
        return new Command.Review(new Target.Issue(2), null, null, "");
    }

    private static Target branch(String name) {
        return new Target.Branch(name);
    }

    private Reply spawn(String task, Command command, Integer rounds) {
        return world.intake
                .hand(
                        new Incoming(
                                "api",
                                UUID.randomUUID().toString(),
                                new Actor(world.forge.id(), "ann"),
                                new Origin("api", "ann"),
                                world.shop.name(),
                                null,
                                new Incoming.Content.Typed(command),
                                null,
                                new Spawn(task, null, rounds)))
                .block(Duration.ofSeconds(30));
    }

    private static Reply.Accepted accepted(Reply reply) {
        assertThat(reply).as(reply.text()).isInstanceOf(Reply.Accepted.class);
        return (Reply.Accepted) reply;
    }

    private Agent first(Reply.Accepted reply) {
        return agents.first(reply.job()).block();
    }

    private static Terms terms(Job job) {
        return JsonMapper.shared().readValue(job.request().terms(), Terms.class);
    }
}
