package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.LocalRepositories;
import dev.mosaic.stitcher.forge.PullRequest;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.story.MosaicWorld.Place;
import java.nio.file.Files;
import java.util.Map;
import java.util.UUID;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The way of a command from the chat to the pull request, and every way in which it can go wrong.
 */
class FixStoryTest {
    @RegisterExtension static final MosaicWorld world = new MosaicWorld();

    private static final String POLICY =
            """
            version: 1
            gates:
              test: grep -q works app.txt
            """;

    @Test
    void anAcceptedChangeBecomesABranchAndOnePullRequest() {
        world.script(
                """
                rounds:
                  - turns:
                      - write: {path: app.txt, text: "it works\\n"}
                """);
        var place = repository(POLICY);
        var person = person();

        var job = place.fix(person, place.issue("Login fails"), "");

        var over = world.awaitOver(job);
        assertThat(over.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(over.outcome().branch()).isEqualTo("mosaic/1-login-fails");
        assertThat(pullRequest(place, over.outcome().pullRequest()).body())
                .contains("Closes #1")
                .contains("grep -q works app.txt");
        assertThat(world.heard(person, 1))
                .singleElement()
                .asString()
                .contains("Pull request #2")
                .contains("mosaic/1-login-fails");
        world.assertNothingIsLeft();
    }

    @Test
    void aRejectedChangeIsTriedAgainWithTheReasons() {
        world.script(
                """
                rounds:
                  - turns:
                      - write: {path: app.txt, text: "broken\\n"}
                  - turns:
                      - write: {path: app.txt, text: "it works\\n"}
                """);
        var place = repository(POLICY);

        var job = place.fix(person(), place.issue("Login fails"), "");

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.events(job, JobEvent.GateRejected.class))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.round()).isEqualTo(1);
                    assertThat(it.exit()).isEqualTo(1);
                });
        assertThat(world.events(job, JobEvent.GatePassed.class))
                .filteredOn(it -> it.gate().equals("test"))
                .singleElement()
                .satisfies(it -> assertThat(it.round()).isEqualTo(2));
    }

    @Test
    void threeRejectionsEndTheJobWithTheReasons() {
        world.script(
                """
                rounds:
                  - turns:
                      - write: {path: app.txt, text: "broken\\n"}
                """);
        var place = repository(POLICY);
        var person = person();

        var job = place.fix(person, place.issue("Login fails"), "");

        var over = world.awaitOver(job);
        assertThat(over.status()).isEqualTo(JobStatus.FAILED);
        assertThat(over.error()).contains("3 rounds were made").contains("exit code 1");
        assertThat(world.events(job, JobEvent.GateRejected.class)).hasSize(3);
        assertThat(world.heard(person, 1)).singleElement().asString().contains("retry");
        world.assertNothingIsLeft();
    }

    @Test
    void anAgentThatChangesNothingIsToldSo() {
        world.script("rounds: [{turns: [{say: I see no problem}]}]");
        var place = repository(POLICY);

        var job = place.fix(person(), place.issue("Login fails"), "");

        var over = world.awaitOver(job);
        assertThat(over.status()).isEqualTo(JobStatus.FAILED);
        assertThat(over.error()).contains("No file was changed");
    }

    @Test
    void tenThousandFilesAreRefused() {
        world.script("rounds: [{turns: [{writeMany: {count: 10000, folder: many}}]}]");
        var place = repository(POLICY);

        var job = place.fix(person(), place.issue("Login fails"), "");

        var over = world.awaitOver(job);
        assertThat(over.status()).isEqualTo(JobStatus.FAILED);
        assertThat(over.error()).contains("2,000");
        assertThat(world.events(job, JobEvent.BranchPushed.class)).isEmpty();
        world.assertNothingIsLeft();
    }

    @Test
    void aGateThatHangsIsKilledAndRejects() {
        world.script("rounds: [{turns: [{write: {path: app.txt, text: x}}]}]");
        var place =
                repository(
                        """
                        version: 1
                        gates:
                          test: {run: "trap '' TERM; sleep 600", timeout: 1s}
                        limits: {rounds: 1}
                        """);

        var job = place.fix(person(), place.issue("Login fails"), "");

        var over = world.awaitOver(job);
        assertThat(over.status()).isEqualTo(JobStatus.FAILED);
        assertThat(over.error()).contains("did not end within 1 seconds");
        world.assertNothingIsLeft();
    }

    @Test
    void aGateThatCannotRunIsNotTheAgentsFault() {
        world.script("rounds: [{turns: [{write: {path: app.txt, text: x}}]}]");
        var place = repository("version: 1\ngates: {test: no-such-program-here --now}\n");

        var job = place.fix(person(), place.issue("Login fails"), "");

        world.awaitEvent(job, JobEvent.Delayed.class);
        assertThat(world.events(job, JobEvent.GateBroken.class)).isNotEmpty();
        assertThat(world.events(job, JobEvent.GateRejected.class)).isEmpty();
        place.says(person(), "@mosaic cancel #1");
        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void aBrokenPolicyIsRefusedWithItsPlace() {
        world.script("rounds: [{turns: [{write: {path: app.txt, text: x}}]}]");
        var place = repository("version: 1\ngates:\n  test: {rum: make}\n");

        var job = place.fix(person(), place.issue("Login fails"), "");

        var over = world.awaitOver(job);
        assertThat(over.status()).isEqualTo(JobStatus.FAILED);
        assertThat(over.error()).contains(".mosaic.yml").contains("rum");
        assertThat(world.events(job, JobEvent.AgentSpawned.class)).isEmpty();
    }

    @Test
    void aRepositoryWithoutATestGateIsRefused() {
        world.script("rounds: [{turns: [{write: {path: app.txt, text: x}}]}]");
        var place = world.repository(Map.of("app.txt", "broken\n"));

        var job = place.fix(person(), place.issue("Login fails"), "");

        assertThat(world.awaitOver(job).error()).contains("gates.test");
    }

    @Test
    void aSecondCommandForALiveJobMakesAWatcher() {
        world.script("rounds: [{turns: [{hang: true}]}]");
        var place = repository(POLICY);
        var issue = place.issue("Login fails");
        var first = person();
        var second = person();
        var job = place.fix(first, issue, "");
        world.awaitEvent(job, JobEvent.AgentSpawned.class);

        var reply = (Reply.Accepted) place.says(second, "@mosaic fix #1");

        assertThat(reply.job()).isEqualTo(job);
        assertThat(reply.fresh()).isFalse();
        assertThat(reply.text()).contains("already").contains("will be told");
        place.says(first, "@mosaic cancel #1");
        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(world.heard(first, 1)).hasSize(1);
        assertThat(world.heard(second, 1)).hasSize(1);
    }

    @Test
    void cancelEndsAnAgentThatIgnoresIt() {
        world.script("rounds: [{turns: [{run: \"trap '' TERM INT HUP; sleep 600\"}]}]");
        var place = repository(POLICY);
        var person = person();
        var job = place.fix(person, place.issue("Login fails"), "");
        world.awaitEvent(job, JobEvent.AgentSpawned.class);

        place.says(person, "@mosaic cancel #1");

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(world.events(job, JobEvent.AgentCleaned.class)).hasSize(1);
        assertThat(world.heard(person, 1)).singleElement().asString().contains("Cancelled");
        world.assertNothingIsLeft();
    }

    @Test
    void aRestartGoesOnFromTheLastFinishedStep() {
        world.script(
                """
                rounds:
                  - turns:
                      - write: {path: app.txt, text: "broken\\n"}
                  - turns:
                      - hang: true
                """);
        var place = repository(POLICY);
        var person = person();
        var job = place.fix(person, place.issue("Login fails"), "");
        world.awaitEvents(job, JobEvent.AgentSpawned.class, 2);
        assertThat(world.nodes()).isEqualTo(1);

        world.stop();
        // handed back while its lease was still kept, and no word about a node that is gone
        assertThat(world.nodes()).isZero();
        assertThat(world.lastEventOfAll()).isEqualTo("job.queued");
        world.script(
                """
                rounds:
                  - turns:
                      - write: {path: app.txt, text: "round one was played again\\n"}
                  - turns:
                      - write: {path: app.txt, text: "it works\\n"}
                """);
        world.start();

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.job(job).interruptCount()).isEqualTo(1);
        assertThat(world.events(job, JobEvent.GateRejected.class)).hasSize(1);
        assertThat(world.heard(person, 1)).hasSize(1);
        world.assertNothingIsLeft();
    }

    @Test
    void aBaseThatMovedAndConflictsIsMetInAnotherRound() {
        world.script(
                """
                rounds:
                  - turns:
                      - write: {path: app.txt, text: "it works\\n"}
                      - run: "until test -e %s; do sleep 0.05; done"
                  - turns:
                      - replace: {path: app.txt, find: "by hand", with: "by hand, and works"}
                """
                        .formatted(world.signal("moved")));
        var place = repository(POLICY);
        var job = place.fix(person(), place.issue("Login fails"), "");
        world.awaitEvent(job, JobEvent.AgentTool.class);

        HumanHand.commit(place.bare(), "main", "app.txt", "changed by hand\n");
        world.touch("moved");

        var over = world.awaitOver(job);
        assertThat(over.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(over.round()).isEqualTo(2);
        assertThat(world.events(job, JobEvent.BranchConflicted.class))
                .singleElement()
                .satisfies(it -> assertThat(it.paths()).containsExactly("app.txt"));
        assertThat(over.outcome().baseSha()).isEqualTo(HumanHand.head(place.bare(), "main"));
    }

    @Test
    void aBranchThatAHumanPushedToIsNeverOverwritten() {
        world.script("rounds: [{turns: [{write: {path: app.txt, text: it works}}]}]");
        var place = repository(POLICY);
        var issue = place.issue("Login fails");
        var theirs = HumanHand.commit(place.bare(), "mosaic/1-login-fails", "notes.txt", "mine\n");

        var job = place.fix(person(), issue, "");

        var over = world.awaitOver(job);
        assertThat(over.status()).isEqualTo(JobStatus.FAILED);
        assertThat(over.error()).contains("mosaic/1-login-fails").contains("never overwrites");
        assertThat(HumanHand.head(place.bare(), "mosaic/1-login-fails")).isEqualTo(theirs);
        assertThat(over.outcome().pullRequest()).isNull();
    }

    @Test
    void aSecondFixOfTheSameIssueRenewsItsOwnBranchAndPullRequest() {
        world.script("rounds: [{turns: [{write: {path: app.txt, text: it works}}]}]");
        var place = repository(POLICY);
        var issue = place.issue("Login fails");
        var first = world.awaitOver(place.fix(person(), issue, ""));
        world.script("rounds: [{turns: [{write: {path: app.txt, text: it works better}}]}]");

        var second = world.awaitOver(place.fix(person(), issue, ""));

        assertThat(second.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(second.outcome().branch()).isEqualTo(first.outcome().branch());
        assertThat(second.outcome().pullRequest()).isEqualTo(first.outcome().pullRequest());
        assertThat(HumanHand.head(place.bare(), second.outcome().branch()))
                .isEqualTo(second.outcome().headSha())
                .isNotEqualTo(first.outcome().headSha());
    }

    @Test
    void anEmptyRepositoryIsRefusedWithTheNextStep() throws Exception {
        var folder = Files.createDirectory(world.home().resolve("empty.git"));
        Git.init().setBare(true).setDirectory(folder.toFile()).call().close();
        var repo =
                world.bean(LocalRepositories.class)
                        .adopt(new RepoName("story", "empty"), folder)
                        .block();
        var place = new Place(world, repo);

        var job = place.fix(person(), place.issue("Login fails"), "");

        var over = world.awaitOver(job);
        assertThat(over.status()).isEqualTo(JobStatus.FAILED);
        assertThat(over.error()).contains("Push a first commit");
    }

    @Test
    void anUnknownIssueIsRefusedAtOnce() {
        var place = repository(POLICY);

        var reply = (Reply.Refused) place.says(person(), "@mosaic fix #77");

        assertThat(reply.cause()).isEqualTo(Reply.Cause.NOT_FOUND);
        assertThat(reply.text()).contains("#77");
    }

    @Test
    void anUnknownRepositoryIsRefusedAtOnce() {
        var place = repository(POLICY);

        var reply = (Reply.Refused) place.says(person(), "@mosaic fix no/where#1");

        assertThat(reply.cause()).isEqualTo(Reply.Cause.NOT_FOUND);
        assertThat(reply.text()).contains("no/where");
    }

    private static Place repository(String policy) {
        return world.repository(Map.of("app.txt", "it fails\n", ".mosaic.yml", policy));
    }

    /** Somebody who has not heard anything yet. */
    private static String person() {
        return "p" + UUID.randomUUID().toString().substring(0, 6);
    }

    private static PullRequest pullRequest(Place place, Long number) {
        return world.bean(Forges.class)
                .of(place.repo().ref())
                .pullRequest(new IssueRef(place.repo().ref(), number))
                .block();
    }
}
