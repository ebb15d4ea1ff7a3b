package dev.mosaic.bot.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.bot.chat.Terminal;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.git.mirror.Mirrors;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.testkit.FakeForge;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The demo over real stores; only the work on the job is pretended. */
class DemoTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    @TempDir Path temp;

    // jobs are never forgotten, so each test has a forge of its own
    private final FakeForge forge = new FakeForge("local-" + UUID.randomUUID());
    private final List<String> said = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();
    private Stores stores;
    private Demo demo;

    @BeforeEach
    void wire() {
        stores = Stores.on(postgres, Clock.systemUTC());
        demo =
                new Demo(
                        SampleRepositoryTest.sample(forge),
                        stores.jobs(),
                        stores.events(),
                        new Mirrors(temp, Clock.systemUTC()),
                        "demo/split-the-bill");
    }

    @Test
    void aProposedChangeIsShownWithItsEvidence() throws Exception {
        var result = demo.run(terminal(true), said::add);

        assertThat(commands).containsExactly("@mosaic fix #1");
        assertThat(result.succeeded()).isTrue();
        assertThat(result.toMap())
                .containsEntry("status", "COMPLETED")
                .containsEntry("branch", "mosaic/1-bill")
                .containsEntry("pullRequest", 2L)
                .containsEntry("rejections", 1);
        assertThat(String.join("\n", said))
                .contains("The agent of this demo is scripted")
                .contains("Branch mosaic/1-bill")
                .containsPattern("1 +test +rejected +1 +900 +java src/BillTest.java")
                .containsPattern("2 +test +passed +0 +800 +java src/BillTest.java")
                .contains("Pull request #2 proposes it");
    }

    @Test
    void theSecondRunTakesANewIssueAndSaysWhy() throws Exception {
        demo.run(terminal(true), said::add);
        said.clear();
        commands.clear();

        var result = demo.run(terminal(true), said::add);

        assertThat(result.succeeded()).isTrue();
        assertThat(commands).containsExactly("@mosaic fix #2");
        assertThat(said.getFirst()).contains("still on main").contains("opened issue #2");
    }

    @Test
    void aJobThatFailsIsAFailedDemoWithItsReason() throws Exception {
        var result = demo.run(terminal(false), said::add);

        assertThat(result.succeeded()).isFalse();
        assertThat(result.status()).isEqualTo(JobStatus.FAILED);
        assertThat(said.getLast()).contains("did not get through: no gate passed");
    }

    @Test
    void aRefusedCommandEndsTheDemo() {
        assertThatThrownBy(() -> demo.run(_ -> {}, said::add))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("was refused");
    }

    /** Hears the command, and does the job at once. */
    private Terminal terminal(boolean well) {
        return in -> {
            var command = read(in);
            commands.add(command);
            var number = Long.parseLong(command.substring(command.indexOf('#') + 1));
            var repo = forge.repo(SampleRepository.NAME).block();
            var lease = stores.running(SampleJobs.request(new IssueRef(repo.ref(), number)));
            if (!well) {
                stores.jobs().fail(lease, "no gate passed", "").block();
                return;
            }
            stores.jobs()
                    .record(
                            lease,
                            new JobEvent.GateRejected(
                                    "test", 1, "java src/BillTest.java", 1, 900, List.of("no")))
                    .block();
            stores.jobs()
                    .record(
                            lease,
                            new JobEvent.GatePassed("test", 2, "java src/BillTest.java", 0, 800))
                    .block();
            stores.jobs()
                    .outcome(
                            lease,
                            new Job.Outcome("mosaic/1-bill", null, null, 2L, "mosaic:2"),
                            new JobEvent.PullRequestOpened(2, "mosaic:2"))
                    .block();
            stores.jobs().complete(lease, "done").block();
        };
    }

    private static String read(InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
