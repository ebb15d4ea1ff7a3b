package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.store.Approvals;
import dev.mosaic.story.MosaicWorld.Place;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.util.FileSystemUtils;

/** A change that must not go out before a person has said so. */
class ApprovalStoryTest {
    @RegisterExtension static final MosaicWorld world = new MosaicWorld();

    private static final String GATES = "version: 1\ngates: {test: grep -q works app.txt}\n";
    private static final String PIPELINE =
            """
            rounds:
              - turns:
                  - write: {path: app.txt, text: "it works\\n"}
                  - write: {path: .GitHub/workflows/ci.yml, text: "on: push\\n"}
              - turns:
                  - write: {path: app.txt, text: "it works now\\n"}
            """;

    @Test
    void aChangeOfAPipelineWaitsForAPersonAndGoesOnWhereItStood() {
        world.script(PIPELINE);
        var place = repository(GATES);
        var person = person();
        var job = place.fix(person, place.issue("Login fails"), "");
        awaitWaiting(job);

        assertThat(world.events(job, JobEvent.BranchPushed.class)).isEmpty();
        world.assertNothingIsLeft();
        assertThat(world.heard(person, 1))
                .singleElement()
                .asString()
                .contains("Waits for an approval", ".GitHub/workflows/ci.yml", "+on: push")
                .contains("@mosaic approve " + job.abbreviated());

        place.says(person(), "@mosaic approve " + job.abbreviated());

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.events(job, JobEvent.AgentSpawned.class)).hasSize(1);
        assertThat(world.events(job, JobEvent.GatePassed.class))
                .extracting(JobEvent.GatePassed::gate)
                .containsExactly("secrets", "size", "test");
        var asked = world.events(job, JobEvent.Waiting.class).getFirst();
        assertThat(world.job(job).outcome().headSha()).isEqualTo(asked.head());
    }

    /** A mirror belongs to one node; one that lost it stands for every node that never had it. */
    @Test
    void anyNodeGoesOnWithTheCommitThatWasApproved() throws IOException {
        world.script(PIPELINE);
        var place = repository(GATES);
        var job = place.fix(person(), place.issue("Login fails"), "");
        awaitWaiting(job);
        FileSystemUtils.deleteRecursively(world.home().resolve("git/mirrors"));

        place.says(person(), "@mosaic approve " + job.abbreviated());

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.events(job, JobEvent.AgentSpawned.class)).hasSize(1);
        assertThat(world.job(job).outcome().headSha())
                .isEqualTo(world.events(job, JobEvent.Waiting.class).getFirst().head());
    }

    @Test
    void aRejectionSendsTheReasonToAnotherRound() {
        world.script(PIPELINE);
        var place = repository(GATES);
        var job = place.fix(person(), place.issue("Login fails"), "");
        awaitWaiting(job);

        place.says(person(), "@mosaic reject " + job.abbreviated() + " Leave the pipeline alone");

        // the pipeline is still part of the second change, so that one is asked about as well
        world.awaitEvents(job, JobEvent.Waiting.class, 2);
        awaitWaiting(job);
        var asked = world.events(job, JobEvent.Waiting.class);
        assertThat(asked.get(1).head()).isNotEqualTo(asked.get(0).head());
        assertThat(world.events(job, JobEvent.StepFinished.class))
                .anySatisfy(step ->
                        assertThat(step.summary())
                                .contains("rejected the change: Leave the pipeline alone"));
        place.says(person(), "@mosaic cancel " + job.abbreviated());
        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void anApprovalOfOneCommitIsWorthNothingForAnother() {
        world.script(PIPELINE);
        var place = repository(GATES);
        var job = place.fix(person(), place.issue("Login fails"), "");
        awaitWaiting(job);
        place.says(person(), "@mosaic reject " + job.abbreviated() + " Again");
        world.awaitEvents(job, JobEvent.Waiting.class, 2);
        awaitWaiting(job);

        var asked = world.events(job, JobEvent.Waiting.class);
        place.says(person(), "@mosaic approve " + job.abbreviated());

        var over = world.awaitOver(job);
        assertThat(over.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(over.outcome().headSha()).isEqualTo(asked.get(1).head());
        var approvals = world.bean(Approvals.class);
        assertThat(approvals.of(job, 1, asked.get(0).head()).block().answer().verdict())
                .isEqualTo(dev.mosaic.stitcher.job.Approval.Verdict.REJECTED);
    }

    @Test
    void aRepositoryMaySendSuchChangesBack() {
        world.script(PIPELINE);
        var place = repository(GATES + "protected: reject\nlimits: {rounds: 1}\n");

        var job = place.fix(person(), place.issue("Login fails"), "");

        var over = world.awaitOver(job);
        assertThat(over.status()).isEqualTo(JobStatus.FAILED);
        assertThat(over.error()).contains("protected files").contains(".GitHub/workflows/ci.yml");
    }

    @Test
    void aRepositoryMayHoldEveryChange() {
        world.script("rounds: [{turns: [{write: {path: app.txt, text: it works}}]}]");
        var place = repository(GATES + "publish: hold\n");
        var person = person();
        var job = place.fix(person, place.issue("Login fails"), "");
        awaitWaiting(job);

        assertThat(world.heard(person, 1)).singleElement().asString().contains("publish: hold");
        assertThat(world.events(job, JobEvent.BranchPushed.class)).isEmpty();
        assertThat(place.says(person, "@mosaic approve " + job.abbreviated()))
                .isInstanceOf(Reply.Accepted.class);
        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void aChangeThatNobodyWouldReadIsToBeSplit() {
        world.script("rounds: [{turns: [{writeMany: {count: 20, folder: many}}]}]");
        var place = repository(GATES + "limits: {files: 10, rounds: 1}\n");

        var job = place.fix(person(), place.issue("Login fails"), "");

        assertThat(world.awaitOver(job).error())
                .contains("20 files, and at most 10")
                .contains("Split this");
    }

    private static void awaitWaiting(JobId job) {
        await().atMost(MosaicWorld.PATIENCE)
                .until(() -> world.job(job).status() == JobStatus.WAITING);
    }

    private static Place repository(String policy) {
        return world.repository(Map.of("app.txt", "it fails\n", ".mosaic.yml", policy));
    }

    /** Somebody who has not heard anything yet. */
    private static String person() {
        return "p" + UUID.randomUUID().toString().substring(0, 6);
    }
}
