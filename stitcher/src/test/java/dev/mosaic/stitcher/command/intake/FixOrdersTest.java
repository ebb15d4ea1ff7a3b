package dev.mosaic.stitcher.command.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.command.Desk;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.forge.Permission;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.policy.GateProfile;
import dev.mosaic.stitcher.policy.Terms;
import dev.mosaic.stitcher.testkit.Postgres;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What becomes of a {@code fix}: a job on its terms, or a refusal with a way out. */
class FixOrdersTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final IntakeWorld world = new IntakeWorld(postgres, Duration.ofSeconds(30));

    @Test
    void fixBecomesAJobOnItsTerms() {
        world.issue("Login `fails` @everyone");
        var reply =
                world.accepted("ann", "@mosaic fix #1 time=20m priority=high base=dev Be quick");
        assertThat(reply.fresh()).isTrue();
        var job = world.job(reply.job());
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
        world.issue("x");
        var reply = world.accepted("ann", "@mosaic fix #1 time=3h");
        assertThat(reply.text()).contains("this instance allows 1 h 0 min");
    }

    @Test
    void secondAskerJoinsAndLearnsWhoWasFirst() {
        world.issue("x");
        var first = world.accepted("ann", "@mosaic fix #1");
        var second = world.accepted("bob", "@mosaic fix acme/shop#1");
        assertThat(second.job()).isEqualTo(first.job());
        assertThat(second.fresh()).isFalse();
        assertThat(second.text()).contains("`ann` has asked", "You will be told as well");
        assertThat(world.accepted("ann", "@mosaic fix #1").text()).startsWith("You have asked");
        assertThat(world.stores.jobs().watchers(first.job()).collectList().block())
                .extracting("person")
                .containsExactlyInAnyOrder("ann", "bob");
    }

    @Test
    void closedAndUnknownIssuesAreRefused() {
        var closed = world.forge.openIssue(world.shop, "old");
        world.forge.openIssue(world.shop, "Still open");
        world.forge.closeIssue(closed.ref());
        assertThat(world.refused(Cause.CONFLICT, "ann", "@mosaic fix #1"))
                .contains("closed", "Reopen");
        assertThat(world.refused(Cause.NOT_FOUND, "ann", "@mosaic fix #7"))
                .contains("#7", "#2 Still open");
        assertThat(world.jobs()).isZero();
    }

    @Test
    void repositoryThatIsUnknownOrHiddenIsAnsweredAlike() {
        world.forge.openIssue(world.forge.repository("secret/plans"), "x");
        var unknown = world.refused(Cause.NOT_FOUND, "ann", "@mosaic fix acme/shoe#1");
        var hidden = world.refused(Cause.NOT_FOUND, "ann", "@mosaic fix secret/plans#1");
        assertThat(unknown).contains("`acme/shop`").doesNotContain("secret");
        assertThat(hidden).isEqualTo(unknown.replace("acme/shoe", "secret/plans"));
    }

    @Test
    void addressOfAnotherSiteIsNotTakenForOurs() {
        world.issue("x");
        assertThat(
                        world.refused(
                                Cause.NOT_FOUND,
                                "ann",
                                "@mosaic fix https://evil.example/acme/shop/issues/1"))
                .contains("evil.example", "acme/shop#1");
        assertThat(world.jobs()).isZero();
    }

    @Test
    void placeWithoutARepositoryMeansTheOnlyOneThatTheAskerMayRead() {
        world.issue("x");
        world.forge.repository("secret/plans");
        var reply = world.intake.hand(world.incoming("ann", "@mosaic fix #1", null, null)).block();
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Accepted.class,
                        accepted -> assertThat(accepted.text()).contains("`acme/shop`"));
    }

    @Test
    void placeWithoutARepositoryIsAskedWhereThereAreSeveral() {
        world.issue("x");
        var attic = world.forge.repository("acme/attic");
        world.forge.permit(attic.name(), "ann", Permission.READ);
        var reply = world.intake.hand(world.incoming("ann", "@mosaic fix #1", null, null)).block();
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused ->
                                assertThat(refused.text())
                                        .contains("owner/repo#123", "`acme/shop`"));
        assertThat(world.refused(Cause.INVALID, "ann", "@mosaic fix the login"))
                .contains("which issue");
    }

    @ParameterizedTest
    @CsvSource({
        "fix #1 profile=strict, profile=standard",
        "fix #1 budget=5$, time=20m",
        "fix #1 engine=gpt, engine=scripted",
        "fix #1 engine=claude, mosaic.engine.claude.key",
        "fix #1 engine=paid model=unpriced, mosaic.model.providers",
        "fix #1 profile=strict, mosaic.review.model"
    })
    void whatCannotBeHonouredIsRefusedWithAWayOut(String command, String wayOut) {
        world.issue("x");
        assertThat(world.refused(Cause.INVALID, "ann", "@mosaic " + command)).contains(wayOut);
        assertThat(world.jobs()).isZero();
    }

    @Test
    void strictIsAcceptedWhereSomebodyCanReview() {
        world.issue("x");
        assertThat(world.accepted("ann", "@mosaic fix #1 profile=strict engine=paid model=paid"))
                .isNotNull();
        assertThat(world.jobs()).isOne();
    }

    @Test
    void silentForgeIsSaidAndStartsNothing() {
        world.issue("x");
        world.forge.failWith(
                () -> new Failure.Later("The forge does not answer.", Duration.ZERO, null));
        assertThat(world.refused(Cause.UNAVAILABLE, "ann", "@mosaic fix #1"))
                .startsWith("The forge does not answer.");
        assertThat(world.jobs()).isZero();
    }
}
