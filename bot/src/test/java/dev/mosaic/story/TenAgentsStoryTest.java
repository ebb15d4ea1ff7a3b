package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.queue.Node;
import dev.mosaic.stitcher.sandbox.docker.LocalEngine;
import dev.mosaic.story.MosaicWorld.Place;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ten people ask for ten things in one repository at once, and each gets what they asked for. */
@ExtendWith(LocalEngine.class)
class TenAgentsStoryTest {
    private static final int AGENTS = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @RegisterExtension
    static final MosaicWorld world =
            new MosaicWorld(
                    Stream.concat(
                                    Stream.of(LocalEngine.settings()),
                                    Stream.of(
                                            "mosaic.queue.slots=" + AGENTS,
                                            "mosaic.queue.per-repository=" + AGENTS))
                            .toArray(String[]::new));

    @Test
    void tenWorkBesideEachOtherAndNoneIsInTheWayOfAnother() throws Exception {
        // nobody goes on before the tenth is there
        world.script(
                """
                rounds:
                  - turns:
                      - run: echo mine > "by-${PWD##*/}.txt"; until test -e go; do sleep 0.2; done; rm go
                """);
        var place =
                world.repository(
                        Map.of(
                                ".mosaic.yml",
                                "version: 1\ngates:\n  test: grep -q mine by-*.txt\n",
                                "README.md",
                                "App\n"));

        var jobs =
                IntStream.rangeClosed(1, AGENTS)
                        .mapToObj(number ->
                                place.fix(
                                        "person-" + UUID.randomUUID(),
                                        place.issue("Wish " + number),
                                        ""))
                        .toList();
        await("ten containers")
                .atMost(PATIENCE)
                .until(() -> LocalEngine.runningOf(node()) == AGENTS);
        for (var worktree : world.worktrees()) {
            Files.createFile(worktree.resolve("go"));
        }

        await("ten ends")
                .atMost(PATIENCE)
                .until(() -> jobs.stream().allMatch(job -> world.job(job).status().isFinal()));
        assertThat(jobs)
                .allSatisfy(job -> {
                    assertThat(world.job(job).error()).isNull();
                    assertThat(world.job(job).status()).isEqualTo(JobStatus.COMPLETED);
                    assertThat(world.job(job).leaseEpoch()).as("nobody lost a lease").isEqualTo(1);
                });
        assertBranches(place, jobs);
        world.assertNothingIsLeft();
        assertThat(LocalEngine.containersOf(node())).isZero();
    }

    private static void assertBranches(Place place, List<JobId> jobs) throws Exception {
        var forge = world.bean(Forges.class).of(place.repo().ref());
        var branches = new HashSet<String>();
        try (var git = Git.open(place.bare().toFile())) {
            for (var job : jobs) {
                var pull = new IssueRef(place.repo().ref(), world.job(job).outcome().pullRequest());
                var branch = forge.pullRequest(pull).block().head();
                branches.add(branch);
                assertThat(files(git.getRepository(), git.getRepository().resolve(branch)))
                        .hasSize(3)
                        .contains(".mosaic.yml", "README.md")
                        .anyMatch(it -> it.startsWith("by-agent-") && it.contains(job.toString()));
            }
        }
        assertThat(branches).hasSize(AGENTS);
    }

    private static List<String> files(Repository repository, ObjectId commit) throws Exception {
        try (var walk = new RevWalk(repository);
                var tree = new TreeWalk(repository)) {
            tree.addTree(walk.parseCommit(commit).getTree());
            tree.setRecursive(true);
            var names = new ArrayList<String>();
            while (tree.next()) {
                names.add(tree.getPathString());
            }
            return names;
        }
    }

    private static String node() {
        return world.bean(Node.class).id();
    }
}
