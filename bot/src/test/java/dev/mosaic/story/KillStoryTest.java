package dev.mosaic.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.junit.jupiter.api.Test;

/** The whole program as a process, killed with signal 9 while an agent works, and started again. */
class KillStoryTest extends ProgramScene {
    private final String token = "6" + Math.abs(UUID.randomUUID().hashCode() % 100_000);

    @Test
    void aJobWhoseNodeWasKilledGoesOnToOneBranchOnePullRequestAndOneFinalWord() throws Exception {
        script("run: \"trap '' TERM INT HUP; sleep %s\"".formatted(token));
        // in namespaces the agent would end with the node, and the next start had nothing to find
        variable("MOSAIC_SANDBOX_PROCESS_CONFINEMENT", "none");
        var first = serve("first");
        try (var keyboard = first.outputWriter(StandardCharsets.UTF_8)) {
            keyboard.write("@mosaic fix #1\n");
            keyboard.flush();
            await().atMost(LIMIT).until(() -> !sleepers().isEmpty());

            first.destroyForcibly().waitFor();
        }
        assertThat(sleepers()).as("what the agent left running").isNotEmpty();
        assertThat(output("first")).doesNotContain("Done: issue");

        script(SETTLES);
        serve("second");
        await().atMost(LIMIT).until(() -> output("second").contains("Done: issue #1"));

        assertThat(sleepers()).isEmpty();
        assertThat(occurrences("Done: issue #1", output("second"))).isEqualTo(1);
        var job = get("/api/runner-jobs").at("/jobs/0");
        assertThat(job.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(job.path("attempt").asInt()).isEqualTo(1);
        assertThat(mosaicBranches()).hasSize(1);
        assertThat(output("second"))
                .contains("queued again: its node went away")
                .contains("opened pull request #2");
        assertThat(folders(home(), "agent-.*")).as("worktrees").isEmpty();
    }

    /** What the agent's command became: found by its odd number of seconds. */
    private List<ProcessHandle> sleepers() {
        return ProcessHandle.allProcesses()
                .filter(it -> it.info().commandLine().orElse("").endsWith("sleep " + token))
                .toList();
    }

    private List<String> mosaicBranches() throws IOException {
        var branches = new ArrayList<String>();
        for (var folder : folders(home().resolve("repositories"), ".*\\.git")) {
            try (var repository = new RepositoryBuilder().setGitDir(folder.toFile()).build()) {
                repository.getRefDatabase().getRefsByPrefix("refs/heads/mosaic/").stream()
                        .map(ref -> ref.getName())
                        .forEach(branches::add);
            }
        }
        return branches;
    }

    private static List<Path> folders(Path root, String name) throws IOException {
        try (var found = Files.walk(root)) {
            return found.filter(Files::isDirectory)
                    .filter(it -> it.getFileName().toString().matches(name))
                    .toList();
        }
    }

    private static long occurrences(String what, String text) {
        return Pattern.compile(Pattern.quote(what)).matcher(text).results().count();
    }
}
