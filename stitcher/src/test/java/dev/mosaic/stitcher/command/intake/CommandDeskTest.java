package dev.mosaic.stitcher.command.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.command.Desk;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.forge.Permission;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Jobs;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.policy.GateProfile;
import dev.mosaic.stitcher.policy.Terms;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class CommandDeskTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final IntakeWorld world = new IntakeWorld(postgres, Duration.ofSeconds(30));

    @Test
    void fixBecomesAJobOnItsTerms() {
        issue("Login `fails` @everyone");
        var reply = accepted("ann", "@mosaic fix #1 time=20m priority=high base=dev Be quick");
        assertThat(reply.fresh()).isTrue();
        var job = job(reply.job());
        assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
        assertThat(job.request().issue().repo()).isEqualTo(world.shop.ref());
        assertThat(job.request().repoName()).isEqualTo("acme/shop");
        assertThat(job.request().title()).isEqualTo("Login `fails` @everyone");
        assertThat(job.request().instructions()).isEqualTo("Be quick");
        assertThat(job.request().priority()).isEqualTo(3);
        assertThat(job.request().requestedBy()).isEqualTo("ann");
        var terms = JsonMapper.builder().build().readValue(job.request().terms(), Terms.class);
        assertThat(terms.limits().wall()).isEqualTo(Duration.ofMinutes(20));
        assertThat(terms.profile()).isEqualTo(GateProfile.STANDARD);
        assertThat(terms.base()).isEqualTo("dev");
        assertThat(world.signals).containsExactly(new Desk.Signal.Wake());
        assertThat(reply.text())
                .contains(job.id().abbreviated(), "#1 of `acme/shop`", "@mosaic cancel")
                .doesNotContain("@everyone");
    }

    @Test
    void timeBeyondTheInstancesIsCutAndSaid() {
        issue("x");
        var reply = accepted("ann", "@mosaic fix #1 time=3h");
        assertThat(reply.text()).contains("this instance allows 1 h 0 min");
    }

    @Test
    void secondAskerJoinsAndLearnsWhoWasFirst() {
        issue("x");
        var first = accepted("ann", "@mosaic fix #1");
        var second = accepted("bob", "@mosaic fix acme/shop#1");
        assertThat(second.job()).isEqualTo(first.job());
        assertThat(second.fresh()).isFalse();
        assertThat(second.text()).contains("`ann` has asked", "You will be told as well");
        assertThat(accepted("ann", "@mosaic fix #1").text()).startsWith("You have asked");
        assertThat(world.stores.jobs().watchers(first.job()).collectList().block())
                .extracting("person")
                .containsExactlyInAnyOrder("ann", "bob");
    }

    @Test
    void queueShowsWhatWaitsAndForWhatButNothingHidden() {
        issue("x");
        var job = accepted("ann", "@mosaic fix #1").job();
        world.stores.submit(SampleJobs.request());

        assertThat(answer("eve", "@mosaic queue"))
                .contains("`" + job.abbreviated() + "` #1 of `acme/shop`", "no node is there")
                .contains("more that are not shown here")
                .doesNotContain("demo/app");
    }

    @Test
    void onlyInstanceAdminsPauseAndResume() {
        assertThat(refused(Cause.FORBIDDEN, "ann", "@mosaic pause acme/shop")).isNotBlank();
        assertThat(refused(Cause.FORBIDDEN, "ann", "@mosaic resume")).isNotBlank();

        assertThat(answer("root", "@mosaic pause acme/shop Release *week* @everyone"))
                .contains("`acme/shop`", "resume acme/shop");
        assertThat(answer("eve", "@mosaic queue"))
                .contains("`acme/shop` is paused by `root`: Release")
                .doesNotContain("@everyone");

        assertThat(answer("root", "@mosaic resume acme/shop")).contains("started again");
        assertThat(world.signals).contains(new Desk.Signal.Wake());
        assertThat(answer("root", "@mosaic resume acme/shop")).contains("not paused");
    }

    @Test
    void pauseOfARepositoryThatNobodyKnowsIsRefused() {
        assertThat(refused(Cause.NOT_FOUND, "root", "@mosaic pause acme/shoe"))
                .contains("acme/shoe");
    }

    @Test
    void closedAndUnknownIssuesAreRefused() {
        var closed = world.forge.openIssue(world.shop, "old");
        world.forge.openIssue(world.shop, "Still open");
        world.forge.closeIssue(closed.ref());
        assertThat(refused(Cause.CONFLICT, "ann", "@mosaic fix #1")).contains("closed", "Reopen");
        assertThat(refused(Cause.NOT_FOUND, "ann", "@mosaic fix #7"))
                .contains("#7", "#2 Still open");
        assertThat(jobs()).isZero();
    }

    @Test
    void repositoryThatIsUnknownOrHiddenIsAnsweredAlike() {
        world.forge.openIssue(world.forge.repository("secret/plans"), "x");
        var unknown = refused(Cause.NOT_FOUND, "ann", "@mosaic fix acme/shoe#1");
        var hidden = refused(Cause.NOT_FOUND, "ann", "@mosaic fix secret/plans#1");
        assertThat(unknown).contains("`acme/shop`").doesNotContain("secret");
        assertThat(hidden).isEqualTo(unknown.replace("acme/shoe", "secret/plans"));
    }

    @Test
    void addressOfAnotherSiteIsNotTakenForOurs() {
        issue("x");
        assertThat(
                        refused(
                                Cause.NOT_FOUND,
                                "ann",
                                "@mosaic fix https://evil.example/acme/shop/issues/1"))
                .contains("evil.example", "acme/shop#1");
        assertThat(jobs()).isZero();
    }

    @Test
    void placeWithoutARepositoryMeansTheOnlyOneThatTheAskerMayRead() {
        issue("x");
        world.forge.repository("secret/plans");
        var reply = world.intake.hand(world.incoming("ann", "@mosaic fix #1", null, null)).block();
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Accepted.class,
                        accepted -> assertThat(accepted.text()).contains("`acme/shop`"));
    }

    @Test
    void placeWithoutARepositoryIsAskedWhereThereAreSeveral() {
        issue("x");
        var attic = world.forge.repository("acme/attic");
        world.forge.permit(attic.name(), "ann", Permission.READ);
        var reply = world.intake.hand(world.incoming("ann", "@mosaic fix #1", null, null)).block();
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused ->
                                assertThat(refused.text())
                                        .contains("owner/repo#123", "`acme/shop`"));
        assertThat(refused(Cause.INVALID, "ann", "@mosaic fix the login")).contains("which issue");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fix #1", "cancel #1", "retry #1"})
    void readersMayNotChangeAnything(String command) {
        issue("x");
        var job = accepted("ann", "@mosaic fix #1").job();
        if (command.startsWith("retry")) {
            world.stores.jobs().cancel(job, "ann", "").block();
        }
        var before = job(job);
        assertThat(refused(Cause.FORBIDDEN, "eve", "@mosaic " + command)).isEqualTo("Needs WRITE.");
        assertThat(job(job)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status #1", "logs #1", "cancel #1"})
    void strangersLearnNothing(String command) {
        issue("Secret");
        accepted("ann", "@mosaic fix #1");
        assertThat(refused(Cause.NOT_FOUND, "mallory", "@mosaic " + command))
                .doesNotContain("Secret");
        assertThat(world.says("mallory", "@mosaic jobs").text()).doesNotContain("Secret");
    }

    @Test
    void strangersCannotReachAJobByItsDigits() {
        issue("Secret");
        var id = accepted("ann", "@mosaic fix #1").job();
        var hidden = refused(Cause.NOT_FOUND, "mallory", "@mosaic cancel " + id.abbreviated());
        var unknown = refused(Cause.NOT_FOUND, "mallory", "@mosaic cancel 00000000");
        assertThat(hidden).isEqualTo(unknown.replace("00000000", id.abbreviated()));
        assertThat(job(id).status()).isEqualTo(JobStatus.QUEUED);
    }

    @ParameterizedTest
    @CsvSource({
        "fix #1 profile=strict, profile=standard",
        "fix #1 budget=5$, time=20m",
        "fix #1 engine=gpt, engine=scripted",
        "fix #1 engine=claude, mosaic.engine.claude.key",
        "fix #1 engine=paid model=unpriced, mosaic.model.providers"
    })
    void whatCannotBeHonouredIsRefusedWithAWayOut(String command, String wayOut) {
        issue("x");
        assertThat(refused(Cause.INVALID, "ann", "@mosaic " + command)).contains(wayOut);
        assertThat(jobs()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan #1",
                "review #1",
                "ask why",
                "use acme/shop",
                "link",
                "budget",
                "help plan"
            })
    void whatIsNotBuiltSaysWhatIs(String command) {
        assertThat(refused(Cause.NOT_BUILT, "ann", "@mosaic " + command))
                .contains("not built yet", "`fix`", "`status`", "`retry`");
    }

    @Test
    void priorityMovesALiveJobForWhoeverMayWrite() {
        issue("x");
        var id = accepted("ann", "@mosaic fix #1").job();

        assertThat(accepted("bob", "@mosaic priority #1 high").text()).contains("priority 3");
        assertThat(job(id).request().priority()).isEqualTo(3);
        refused(Cause.FORBIDDEN, "eve", "@mosaic priority #1 1");

        accepted("bob", "@mosaic cancel #1");
        assertThat(refused(Cause.CONFLICT, "ann", "@mosaic priority #1 1")).contains("over");
        assertThat(job(id).request().priority()).isEqualTo(3);
    }

    @Test
    void killEndsAJobForWhoeverMayWriteAndRemembersWhoAndWhy() {
        issue("x");
        var id = accepted("ann", "@mosaic fix #1").job();
        refused(Cause.FORBIDDEN, "eve", "@mosaic kill #1");
        assertThat(job(id).status()).isEqualTo(JobStatus.QUEUED);
        var lease = claim(id);

        assertThat(accepted("bob", "@mosaic kill #1 It deletes files").text())
                .contains("gives no sign of life");

        assertThat(job(id).status()).isEqualTo(JobStatus.CANCELLING);
        assertThat(world.signals).contains(new Desk.Signal.Stop(id));
        accepted("ann", "@mosaic kill " + id);
        assertThat(
                        world.stores
                                .kills()
                                .of(id)
                                .map(kill -> kill.by() + ": " + kill.reason())
                                .collectList()
                                .block())
                .containsExactly("ann: ", "bob: It deletes files");
        world.stores.jobs().killed(lease, List.of(), Duration.ZERO).block();
        assertThat(refused(Cause.CONFLICT, "ann", "@mosaic kill #1")).contains("over already");
        refused(Cause.NOT_FOUND, "ann", "@mosaic kill " + UUID.randomUUID());
    }

    @Test
    void aKillNeedsANameWhereWordsFollow() {
        issue("x");
        var id = accepted("ann", "@mosaic fix #1").job();

        world.saysBelow(id, "ann", "@mosaic kill the lights");
        assertThat(job(id).status()).isEqualTo(JobStatus.QUEUED);

        world.saysBelow(id, "ann", "@mosaic kill -- the lights went out");
        assertThat(job(id).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(world.stores.kills().of(id).single().block().reason())
                .isEqualTo("the lights went out");
    }

    @Test
    void onlyAnInstanceAdminKillsAllAndWhoeverElseTriesIsRemembered() {
        issue("x");
        var id = accepted("ann", "@mosaic fix #1").job();
        claim(id);

        refused(Cause.FORBIDDEN, "ann", "@mosaic kill-all For fun");
        assertThat(job(id).status()).isEqualTo(JobStatus.RUNNING);
        assertThat(
                        postgres.client()
                                .sql("select by || ': ' || reason from kills where refused")
                                .mapValue(String.class)
                                .all()
                                .collectList()
                                .block())
                .contains("ann: For fun");

        var reply = (Reply.Answer) world.says("root", "@mosaic kill-all Fire");
        assertThat(reply.text()).contains("Mosaic is paused").contains("@mosaic resume");
        assertThat(job(id).status()).isEqualTo(JobStatus.CANCELLING);
        assertThat(world.signals.getLast())
                .isInstanceOfSatisfying(
                        Desk.Signal.StopAll.class, all -> assertThat(all.jobs()).contains(id));
        world.says("root", "@mosaic resume");
    }

    @Test
    void cancelEndsAWaitingJobAtOnceAndARunningOneByItsOwner() {
        issue("x");
        var id = accepted("ann", "@mosaic fix #1").job();
        assertThat(accepted("bob", "@mosaic cancel #1").text()).contains("is cancelled", "retry");
        assertThat(job(id).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(refused(Cause.CONFLICT, "bob", "@mosaic cancel #1")).contains("over already");

        issue("y");
        var running = accepted("ann", "@mosaic fix #2").job();
        claim();
        assertThat(accepted("bob", "@mosaic cancel " + running.abbreviated()).text())
                .startsWith("Stopping job");
        assertThat(world.signals).contains(new Desk.Signal.Stop(running));
    }

    @Test
    void stopInTheThreadOfAJobStopsIt() {
        issue("x");
        var id = accepted("ann", "@mosaic fix #1").job();
        assertThat(world.saysBelow(id, "bob", "please stop!")).isInstanceOf(Reply.Accepted.class);
        assertThat(job(id).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(world.says("bob", "stop")).isEqualTo(new Reply.Silent());
    }

    @Test
    void retryStartsAFinishedJobOverInItsThread() {
        issue("x");
        var id = accepted("ann", "@mosaic fix #1").job();
        assertThat(refused(Cause.CONFLICT, "ann", "@mosaic retry #1")).contains("is not over");
        accepted("ann", "@mosaic cancel #1");
        world.signals.clear();
        var reply = (Reply.Accepted) world.saysBelow(id, "bob", "@mosaic retry With more care");
        assertThat(reply.text()).contains("attempt 2");
        assertThat(job(id).attempt()).isEqualTo(2);
        assertThat(job(id).request().instructions()).contains("With more care");
        assertThat(world.signals).containsExactly(new Desk.Signal.Wake());
    }

    @Test
    void retryYieldsToALiveJobOfTheIssue() {
        issue("x");
        var first = accepted("ann", "@mosaic fix #1").job();
        accepted("ann", "@mosaic cancel #1");
        var second = accepted("ann", "@mosaic fix #1").job();
        assertThat(refused(Cause.CONFLICT, "ann", "@mosaic retry " + first.abbreviated()))
                .contains(second.abbreviated(), "cancel");
    }

    @Test
    void statusTellsOfOneJobAndOfAll() {
        issue("Login fails");
        var id = accepted("ann", "@mosaic fix #1").job();
        assertThat(world.says("eve", "@mosaic status #1").text())
                .contains(id.abbreviated(), "Login fails", "queued");
        assertThat(world.says("eve", "@mosaic status").text()).contains(id.abbreviated());
        accepted("ann", "@mosaic cancel #1");
        assertThat(world.says("eve", "@mosaic status").text()).contains("Nothing is under way");
        assertThat(world.says("eve", "@mosaic status #1").text()).contains("Cancelled by ann");
        assertThat(world.says("eve", "@mosaic jobs").text())
                .contains(id.abbreviated(), "cancelled");
        assertThat(refused(Cause.NOT_FOUND, "eve", "@mosaic status #9")).contains("@mosaic fix #9");
    }

    @Test
    void logsShowTheEndAndNothingThatBites() {
        issue("x");
        var id = accepted("ann", "@mosaic fix #1").job();
        assertThat(world.says("eve", "@mosaic logs #1").text()).contains("printed nothing");
        var lease = claim();
        var step = world.stores.steps().begin(lease, 1, 1, Stage.INSPECT, "inspector").block().id();
        world.stores.log().append(id, step, "gate test", "first\n".repeat(50)).block();
        world.stores
                .log()
                .append(id, step, "gate test", "\u001b]52;c;eA==\u0007``` @here\nend\n")
                .block();
        var text = world.says("eve", "@mosaic logs #1 inspect").text();
        assertThat(text).startsWith("The last lines").contains("''' @here\nend");
        assertThat(text).doesNotContain("\u001b").containsOnlyOnce("\n```\n");
        assertThat(text.lines().filter("first"::equals).count()).isLessThan(40);
        assertThat(world.says("eve", "@mosaic logs #1 weave").text()).contains("nothing in weave");
    }

    @Test
    void whoamiTellsNameAndRights() {
        assertThat(world.says("ann", "@mosaic whoami").text())
                .contains("`ann`", "`acme/shop`", "write", "no instance admin");
        world.forge.permit(world.shop.name(), "ann", Permission.ADMIN);
        assertThat(world.says("ann", "@mosaic whoami").text()).contains("repo admin");
    }

    @Test
    void helpIsForEverybody() {
        assertThat(world.says("mallory", "@mosaic").text()).contains("@mosaic fix #123");
        assertThat(world.says("mallory", "@mosaic help fix").text()).contains("Needs: write");
    }

    @Test
    void silentForgeIsSaidAndStartsNothing() {
        issue("x");
        world.forge.failWith(
                () -> new Failure.Later("The forge does not answer.", Duration.ZERO, null));
        assertThat(refused(Cause.UNAVAILABLE, "ann", "@mosaic fix #1"))
                .startsWith("The forge does not answer.");
        assertThat(jobs()).isZero();
    }

    @Test
    void unknownWholeIdIsNotFound() {
        refused(Cause.NOT_FOUND, "ann", "@mosaic status " + UUID.randomUUID());
    }

    private void issue(String title) {
        world.forge.openIssue(world.shop, title);
    }

    private Lease claim(JobId id) {
        var incarnation = UUID.randomUUID();
        return world.stores
                .leases()
                .claim("test", incarnation, 64, 1_000, Duration.ofSeconds(30))
                .filter(job -> job.id().equals(id))
                .map(job -> new Lease(id, job.leaseEpoch(), "test", incarnation))
                .single()
                .block();
    }

    private Lease claim() {
        var incarnation = UUID.randomUUID();
        return world.stores
                .leases()
                .claim("test", incarnation, 64, 1_000, Duration.ofSeconds(30))
                .filter(job -> job.request().issue().repo().equals(world.shop.ref()))
                .map(job -> new Lease(job.id(), job.leaseEpoch(), "test", incarnation))
                .single()
                .block();
    }

    private Job job(JobId id) {
        return world.stores.jobs().find(id).block();
    }

    private long jobs() {
        return world.stores
                .jobs()
                .list(new Jobs.Filter(null, world.shop.ref().key(), false), null, 10)
                .count()
                .block();
    }

    private Reply.Accepted accepted(String person, String text) {
        var reply = world.says(person, text);
        assertThat(reply).isInstanceOf(Reply.Accepted.class);
        return (Reply.Accepted) reply;
    }

    private String answer(String person, String text) {
        return ((Reply.Answer) world.says(person, text)).text();
    }

    private String refused(Cause cause, String person, String text) {
        var reply = world.says(person, text);
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.cause()).as(reply.text()).isEqualTo(cause));
        return reply.text();
    }
}
