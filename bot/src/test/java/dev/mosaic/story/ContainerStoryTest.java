package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.queue.Node;
import dev.mosaic.stitcher.sandbox.docker.LocalEngine;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same way with agents and gates in containers. */
@ExtendWith(LocalEngine.class)
class ContainerStoryTest {
    @RegisterExtension static final MosaicWorld world = new MosaicWorld(settings());

    private static final String POLICY =
            """
            version: 1
            gates:
              test: grep -q works app.txt
            """;

    @Test
    void aRejectedAndThenAcceptedChangeBecomesAPullRequestThatSaysWhereItRan() {
        world.script(
                """
                rounds:
                  - turns:
                      - write: {path: app.txt, text: "broken\\n"}
                  - turns:
                      - run: echo "it works" > app.txt
                """);
        var place = world.repository(Map.of(".mosaic.yml", POLICY, "README.md", "App\n"));

        var job = place.fix(person(), place.issue("Login fails"), "");

        var over = world.awaitOver(job);
        assertThat(over.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.events(job, JobEvent.GateRejected.class)).hasSize(1);
        var pull = new IssueRef(place.repo().ref(), over.outcome().pullRequest());
        var forge = world.bean(Forges.class).of(place.repo().ref());
        assertThat(forge.pullRequest(pull).block().body())
                .contains("grep -q works app.txt")
                .contains("container of their own");
        world.assertNothingIsLeft();
        assertThat(LocalEngine.containersOf(node())).isZero();
    }

    @Test
    void aGateHasACheckoutOfItsOwnAndNothingThatItWritesIsInTheCommit() throws Exception {
        world.script(
                """
                rounds:
                  - turns:
                      - run: "echo works > app.txt; touch left.log .left; mkdir .git; echo x > .git/left; rm .left"
                """);
        var policy =
                """
                version: 1
                gates:
                  lint: "echo forged > app.txt; touch made; mkdir .git; echo x > .git/made; test ! -e left.log"
                  test: test ! -e .git/left
                """;
        var files = Map.of(".mosaic.yml", policy, ".gitignore", "*.log\n", "app.txt", "broken\n");
        var place = world.repository(files);

        var over = world.awaitOver(place.fix(person(), place.issue("Login fails"), ""));

        assertThat(over.error()).isNull();
        var pull = new IssueRef(place.repo().ref(), over.outcome().pullRequest());
        var forge = world.bean(Forges.class).of(place.repo().ref());
        var branch = forge.pullRequest(pull).block().head();
        try (var git = Git.open(place.bare().toFile());
                var walk = new RevWalk(git.getRepository());
                var tree = new TreeWalk(git.getRepository())) {
            var commit = walk.parseCommit(git.getRepository().resolve(branch));
            tree.addTree(commit.getTree());
            tree.setRecursive(true);
            var content = new TreeMap<String, String>();
            while (tree.next()) {
                var blob = git.getRepository().open(tree.getObjectId(0)).getBytes();
                content.put(tree.getPathString(), new String(blob, StandardCharsets.UTF_8));
            }
            assertThat(content)
                    .containsOnlyKeys(".gitignore", ".mosaic.yml", "app.txt")
                    .containsEntry("app.txt", "works\n");
        }
        world.assertNothingIsLeft();
        assertThat(LocalEngine.containersOf(node())).isZero();
    }

    @Test
    void whatAnAgentWasKeptFromReachingStandsInItsLogAndInThePullRequest() {
        world.script(
                """
                rounds:
                  - turns:
                      - run: |
                          printf 'CONNECT evil.example:443 HTTP/1.1\\r\\nHost: evil.example:443\\r\\n\\r\\n' |
                            nc 127.0.0.1 3128 | grep -q 403 && echo "it works" > app.txt
                """);
        var place = world.repository(Map.of(".mosaic.yml", POLICY, "README.md", "App\n"));

        var job = place.fix(person(), place.issue("Login fails"), "");

        var over = world.awaitOver(job);
        assertThat(over.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.events(job, JobEvent.EgressBlocked.class))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.target()).isEqualTo("evil.example:443");
                    assertThat(it.why()).contains("mosaic.egress.allow");
                });
        var pull = new IssueRef(place.repo().ref(), over.outcome().pullRequest());
        assertThat(world.bean(Forges.class).of(place.repo().ref()).pullRequest(pull).block().body())
                .contains("evil.example:443");
        world.assertNothingIsLeft();
        assertThat(LocalEngine.containersOf(node())).isZero();
    }

    @Test
    void aCancelledAgentThatDoesNotListenIsGoneWithItsContainer() {
        world.script(
                """
                rounds:
                  - turns:
                      - run: "trap '' TERM INT HUP; while :; do sleep 1; done"
                """);
        var place = world.repository(Map.of(".mosaic.yml", POLICY, "README.md", "App\n"));
        var person = person();
        var issue = place.issue("Never ends");
        var job = place.fix(person, issue, "");
        await().atMost(MosaicWorld.PATIENCE).until(() -> LocalEngine.containersOf(node()) == 1);

        place.says(person, "@mosaic cancel #%d".formatted(issue.ref().number()));

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
        world.assertNothingIsLeft();
        assertThat(LocalEngine.containersOf(node())).isZero();
    }

    @Test
    void aKilledAgentThatForksAndDoesNotListenIsProvenGoneWithItsContainer() {
        world.script(
                """
                rounds:
                  - turns:
                      - run: "trap '' TERM INT HUP; (while :; do sleep 1; done) & (setsid sleep 900 &); while :; do sleep 1; done"
                """);
        var place = world.repository(Map.of(".mosaic.yml", POLICY, "README.md", "App\n"));
        var person = person();
        var issue = place.issue("Never ends");
        var job = place.fix(person, issue, "");
        await().atMost(MosaicWorld.PATIENCE).until(() -> LocalEngine.containersOf(node()) == 1);

        place.says(person, "@mosaic kill #%d it forks".formatted(issue.ref().number()));

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(world.events(job, JobEvent.KillProven.class))
                .singleElement()
                .satisfies(proof -> assertThat(proof.survivors()).isEmpty());
        world.assertNothingIsLeft();
        assertThat(LocalEngine.containersOf(node())).isZero();
    }

    private static String[] settings() {
        return Stream.concat(
                        Stream.of(LocalEngine.settings()),
                        Stream.of("mosaic.egress.allow=mirror.example"))
                .toArray(String[]::new);
    }

    private static String node() {
        return world.bean(Node.class).id();
    }

    private static String person() {
        return "person-" + UUID.randomUUID();
    }
}
