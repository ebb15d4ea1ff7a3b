package dev.mosaic.story;

import static dev.mosaic.stitcher.testkit.FakeAnthropic.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.testkit.FakeAnthropic;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.Redis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole program as a process that dies while it reviews a pull request, and comes back. */
class ReviewCrashStoryTest extends ProgramScene {
    private static final String APPROVES =
            "{\"verdict\": \"approve\", \"confidence\": 0.95, \"findings\": []}";

    @RegisterExtension static final Postgres postgres = new Postgres();
    @RegisterExtension static final Redis redis = new Redis();

    private Path points;

    @Test
    void aReviewWhoseNodeDiesIsMadeAndToldOnce() throws Exception {
        script(SETTLES);
        variable("DATABASE_URL", postgres.url());
        variable("VALKEY_URL", redis.url());
        points = Files.createDirectory(temp.resolve("failpoints"));
        option("mosaic.failpoints", points);
        try (var model = new FakeAnthropic(says(APPROVES))) {
            option("mosaic.model.providers.fake.base-url", model.root());
            option("mosaic.model.providers.fake.key", ModelWorld.KEY);
            option("mosaic.model.providers.fake.models.m.window", 1_000_000);
            option("mosaic.model.providers.fake.models.m.price.input", 1);
            option("mosaic.model.providers.fake.models.m.price.output", 1);
            option("mosaic.model.default", "fake/m");
            var first = serve("first");
            var fix = command("fix #1 engine=scripted");
            await().atMost(LIMIT).until(() -> isCompleted(fix));

            var inMidReview = reviewed(first, Failpoint.AGENT_BEGUN);
            var second = serve("second");
            await().atMost(LIMIT).until(() -> isCompleted(inMidReview));
            assertThat(comments()).hasSize(1);

            var justTold = reviewed(second, Failpoint.VERDICT_TOLD);
            assertThat(comments()).hasSize(2);
            serve("third");
            await().atMost(LIMIT).until(() -> isCompleted(justTold));

            assertThat(comments()).hasSize(2).allSatisfy(it -> assertThat(it).startsWith("**App"));
            assertThat(get("/api/runner-jobs/" + justTold).path("verdict").asString())
                    .isEqualTo("APPROVED");
        }
    }

    /** A review at whose point the node dies. */
    private String reviewed(Process node, Failpoint point) throws Exception {
        Files.createFile(points.resolve(point.name()));
        var review =
                post(
                        "/api/agents/spawn",
                        Map.of(
                                "taskId",
                                point.name(),
                                "agentType",
                                "reviewer",
                                "context",
                                Map.of(
                                        "repository",
                                        "demo/split-the-bill",
                                        "workItems",
                                        List.of("#2"))));
        assertThat(node.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(points.resolve(point.name() + ".fired")).exists();
        return review.path("job").asString();
    }

    private static List<String> comments() {
        return postgres.client()
                .sql("select body from local_comments where number = 2")
                .mapValue(String.class)
                .all()
                .collectList()
                .block();
    }

    private String command(String text) throws Exception {
        return post("/api/commands", Map.of("text", text, "repo", "demo/split-the-bill"))
                .path("job")
                .asString();
    }

    private boolean isCompleted(String job) throws Exception {
        return get("/api/runner-jobs/" + job).path("status").asString().equals("COMPLETED");
    }
}
