package dev.mosaic.stitcher.command.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.access.Authority;
import dev.mosaic.stitcher.access.Decision;
import dev.mosaic.stitcher.access.Right;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.command.desk.TestDesk;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.policy.Terms;
import dev.mosaic.stitcher.testkit.Postgres;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Who may do without quality gates: {@code root} administers the repository. */
class YoloTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final Authority RIGHTS =
            (actor, right, _) ->
                    Mono.just(
                            right == Right.REPO_ADMIN && !actor.name().equals("root")
                                    ? new Decision.Refused("no admin")
                                    : new Decision.Granted());

    private final IntakeWorld world = new IntakeWorld(postgres, Duration.ofSeconds(30));
    private final CommandIntake intake =
            world.intake(
                    TestDesk.of(
                            postgres,
                            world.stores,
                            new Forges(List.of(world.forge)),
                            RIGHTS,
                            world.settings,
                            "allowed"));

    @Test
    void whoOnlyWritesMayNot() {
        world.forge.openIssue(world.shop, "x");

        var reply = (Reply.Refused) says("ann", "@mosaic fix #1 yolo");

        assertThat(reply.cause()).isEqualTo(Cause.FORBIDDEN);
        assertThat(reply.text()).contains("administer");
    }

    @Test
    void whoAdministersMayAndIsToldWhatItMeans() {
        world.forge.openIssue(world.shop, "x");

        var reply = (Reply.Accepted) says("root", "@mosaic fix #1 yolo");

        assertThat(reply.text()).contains("Quality gates disabled");
        var job = world.stores.jobs().find(reply.job()).block();
        var terms = JsonMapper.shared().readValue(job.request().terms(), Terms.class);
        assertThat(terms.chosen()).contains(Terms.Choice.YOLO);
    }

    @Test
    void aRetryByOthersDoesNotInheritIt() {
        world.forge.openIssue(world.shop, "x");
        says("root", "@mosaic fix #1 yolo");
        says("root", "@mosaic cancel #1");

        assertThat(((Reply.Refused) says("ann", "@mosaic retry #1")).cause())
                .isEqualTo(Cause.FORBIDDEN);
        assertThat(says("root", "@mosaic retry #1")).isInstanceOf(Reply.Accepted.class);
    }

    private Reply says(String person, String text) {
        return intake.hand(world.incoming(person, text)).block(Duration.ofSeconds(30));
    }
}
