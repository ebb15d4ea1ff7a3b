package dev.mosaic.stitcher.command.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.command.Desk;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.forge.Permission;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the desk answers who asks, and who runs the queue. */
class CommandDeskTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final IntakeWorld world = new IntakeWorld(postgres, Duration.ofSeconds(30));

    @Test
    void queueShowsWhatWaitsAndForWhatButNothingHidden() {
        world.issue("x");
        var job = world.accepted("ann", "@mosaic fix #1").job();
        world.stores.submit(SampleJobs.request());

        assertThat(world.answer("eve", "@mosaic queue"))
                .contains("`" + job.abbreviated() + "` #1 of `acme/shop`", "no node is there")
                .contains("more that are not shown here")
                .doesNotContain("demo/app");
    }

    @Test
    void onlyInstanceAdminsPauseAndResume() {
        assertThat(world.refused(Cause.FORBIDDEN, "ann", "@mosaic pause acme/shop")).isNotBlank();
        assertThat(world.refused(Cause.FORBIDDEN, "ann", "@mosaic resume")).isNotBlank();

        assertThat(world.answer("root", "@mosaic pause acme/shop Release *week* @everyone"))
                .contains("`acme/shop`", "resume acme/shop");
        assertThat(world.answer("eve", "@mosaic queue"))
                .contains("`acme/shop` is paused by `root`: Release")
                .doesNotContain("@everyone");

        assertThat(world.answer("root", "@mosaic resume acme/shop")).contains("started again");
        assertThat(world.signals).contains(new Desk.Signal.Wake());
        assertThat(world.answer("root", "@mosaic resume acme/shop")).contains("not paused");
    }

    @Test
    void pauseOfARepositoryThatNobodyKnowsIsRefused() {
        assertThat(world.refused(Cause.NOT_FOUND, "root", "@mosaic pause acme/shoe"))
                .contains("acme/shoe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status #1", "logs #1", "cancel #1", "review #1", "check branch=x"})
    void strangersLearnNothing(String command) {
        world.issue("Secret");
        world.accepted("ann", "@mosaic fix #1");
        assertThat(world.refused(Cause.NOT_FOUND, "mallory", "@mosaic " + command))
                .doesNotContain("Secret");
        assertThat(world.says("mallory", "@mosaic jobs").text()).doesNotContain("Secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan #1", "ask why", "use acme/shop", "link", "budget", "help plan"})
    void whatIsNotBuiltSaysWhatIs(String command) {
        assertThat(world.refused(Cause.NOT_BUILT, "ann", "@mosaic " + command))
                .contains("not built yet", "`fix`", "`status`", "`retry`");
    }

    @Test
    void statusTellsOfOneJobAndOfAll() {
        world.issue("Login fails");
        var id = world.accepted("ann", "@mosaic fix #1").job();
        assertThat(world.says("eve", "@mosaic status #1").text())
                .contains(id.abbreviated(), "Login fails", "queued");
        assertThat(world.says("eve", "@mosaic status").text()).contains(id.abbreviated());
        world.accepted("ann", "@mosaic cancel #1");
        assertThat(world.says("eve", "@mosaic status").text()).contains("Nothing is under way");
        assertThat(world.says("eve", "@mosaic status #1").text()).contains("Cancelled by ann");
        assertThat(world.says("eve", "@mosaic jobs").text())
                .contains(id.abbreviated(), "cancelled");
        assertThat(world.refused(Cause.NOT_FOUND, "eve", "@mosaic status #9"))
                .contains("@mosaic fix #9");
    }

    @Test
    void logsShowTheEndAndNothingThatBites() {
        world.issue("x");
        var id = world.accepted("ann", "@mosaic fix #1").job();
        assertThat(world.says("eve", "@mosaic logs #1").text()).contains("printed nothing");
        var lease = world.claim();
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
    void unknownWholeIdIsNotFound() {
        world.refused(Cause.NOT_FOUND, "ann", "@mosaic status " + UUID.randomUUID());
    }
}
