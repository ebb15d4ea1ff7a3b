package dev.mosaic.stitcher.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.CommitLimits;
import dev.mosaic.stitcher.git.CommitMessage;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.FileChange;
import dev.mosaic.stitcher.git.Snapshot;
import dev.mosaic.stitcher.git.mirror.Mirror;
import dev.mosaic.stitcher.git.mirror.Mirrors;
import dev.mosaic.stitcher.git.mirror.Origin;
import dev.mosaic.stitcher.git.worktree.Worktrees;
import dev.mosaic.stitcher.sandbox.SandboxHandle;
import dev.mosaic.stitcher.sandbox.SandboxSpec;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An agent in a container owns its worktree whole, and plays all it can against the host's git. */
class OwnedWorktreeTest extends DockerScene {
    private static final String CANARY = "canary-" + NODE;
    private static final CommitMessage MESSAGE =
            new CommitMessage("mosaic", "mosaic@localhost", "Fix it", "", Map.of());
    private static final int LOOKS = 60;

    private Path secret;
    private Path gitDir;
    private Mirror mirror;
    private Worktrees worktrees;
    private CommitSha base;
    private Path worktree;

    @BeforeEach
    void checkOut() throws IOException {
        secret = Files.createDirectory(workdir.resolve("secret"));
        Files.writeString(secret.resolve("b.txt"), CANARY + "\n");
        var origin =
                Origin.with(
                        workdir.resolve("o.git"), Map.of("a.txt", "a\n", "sub/b.txt", "before\n"));
        mirror = new Mirrors(workdir.resolve("mirrors"), Clock.systemUTC()).open(origin.remote());
        gitDir = workdir.resolve("mirrors").resolve(origin.remote().key() + ".git");
        base = mirror.branch("main").orElseThrow();
        worktrees = new Worktrees(workdir.resolve("worktrees"));
        worktree = worktrees.open(mirror, base, "job", 7, "agent");
    }

    @AfterEach
    void nothingStays() {
        worktrees.remove(worktree);

        assertThat(worktree).doesNotExist();
        assertThat(secret.resolve("b.txt")).hasContent(CANARY);
        assertThat(containers()).isEmpty();
    }

    @Test
    void r7WhoSwapsFilesWhileTheHostReadsGetsNothingOfTheMachineIntoACommit() throws Exception {
        // its pool is where the host does not look
        var swaps =
                """
                p=.git/pool; mkdir -p $p/one $p/two $p/three
                echo changed > a.txt; echo changed > sub/b.txt; echo x > c.txt
                mkfifo $p/one/other; ln -s "$SECRET" $p/two/other; ln -s "$SECRET/b.txt" $p/three/other
                swap() {
                  while :; do
                    mv $2 $p/$1/held; mv $p/$1/other $2; mv $2 $p/$1/other; mv $p/$1/held $2
                  done
                }
                (swap one a.txt &) ; (swap two sub &) ; (swap three c.txt &)
                (while :; do echo line >> grows; done &)
                (while :; do mkdir -p deep/er/and/er; ln -s / deep/root; chmod 000 deep; chmod 700 deep; rm -rf deep; done &)
                touch .git/begun
                """;
        try (var agent = agent(Map.of("SECRET", secret.toString()))) {
            agent.run(ShellCommand.line("(" + swaps + ") > /dev/null 2>&1", LONG));
            await().atMost(LONG).until(() -> Files.exists(worktree.resolve(".git/begun")));

            for (var look = 0; look < LOOKS; look++) {
                look();
            }
            assertThat(agent.kill()).isEmpty();
        }
        look();
    }

    @Test
    void r6NothingOfAGitFolderThatAnAgentMadeIsRunOrBelieved() throws Exception {
        var ran = workdir.resolve("ran");
        var evil =
                """
                mkdir -p .git/hooks .git/objects/info .git/refs/heads
                for h in pre-commit post-commit pre-push post-checkout reference-transaction; do
                  printf '#!/bin/sh\\ntouch "%s"\\n' "$RAN" > .git/hooks/$h; chmod 755 .git/hooks/$h
                done
                cat > .git/config <<END
                [core]
                  repositoryformatversion = 0
                  hooksPath = $PWD/.git/hooks
                  fsmonitor = $PWD/.git/hooks/pre-commit
                  worktree = /
                  attributesFile = $PWD/.gitattributes
                [include]
                  path = $SECRET/b.txt
                [filter "x"]
                  clean = $PWD/.git/hooks/pre-commit
                  process = $PWD/.git/hooks/pre-commit
                  required = true
                [diff "x"]
                  textconv = $PWD/.git/hooks/pre-commit
                END
                echo "$MIRROR/objects" > .git/objects/info/alternates
                echo "$MIRROR" > .git/commondir
                echo 'ref: refs/heads/main' > .git/HEAD
                printf 'DIRC\\0\\0\\0\\2\\377\\377\\377\\377' > .git/index
                echo '* filter=x diff=x export-subst ident text eol=crlf working-tree-encoding=UTF-16' > sub/.gitattributes
                echo '$Format:%H$ $Id$' > a.txt
                printf 'run\\n' > tool; chmod 6777 tool
                """;
        try (var agent =
                agent(
                        Map.of(
                                "SECRET", secret.toString(),
                                "MIRROR", gitDir.toString(),
                                "RAN", ran.toString()))) {
            assertThat(agent.run(ShellCommand.line(evil, LONG)).exit()).isZero();
        }

        var done = (Snapshot.Committed) snapshot();

        assertThat(done.files())
                .extracting(FileChange::path)
                .containsExactly("a.txt", "sub/.gitattributes", "tool");
        assertThat(mirror.text(done.commit(), "a.txt", 100)).contains("$Format:%H$ $Id$\n");
        assertThat(mirror.diff(base, done.commit(), 10_000))
                .contains("new file mode 100755")
                .doesNotContain(CANARY);
        assertThat(mirror.branch("main")).contains(base);
        assertThat(ran).doesNotExist();
    }

    @Test
    void whatAnAgentLocksAwayIsRemovedAllTheSame() throws Exception {
        var locks =
                """
                mkdir -p locked/in/side; echo x > locked/in/side/file; ln -s "$SECRET" locked/in/link
                mkfifo locked/pipe; chmod 444 locked/in/side/file
                (cd locked; i=0; while [ $i -lt 300 ]; do mkdir d; cd d; i=$((i+1)); done; chmod 000 .)
                echo x > "$(printf 'a\\nb\\033[31m\\342\\200\\256')"
                chmod 555 locked/in/side; chmod 000 locked/in; chmod 000 locked; chmod 500 .
                """;
        try (var agent = agent(Map.of("SECRET", secret.toString()))) {
            assertThat(agent.run(ShellCommand.line(locks, LONG)).exit()).isZero();
        }

        assertThat(snapshot())
                .isInstanceOfSatisfying(
                        Snapshot.Refused.class,
                        refused ->
                                assertThat(String.join("\n", refused.reasons()))
                                        .contains("`a?b?[31m?` has control characters")
                                        .doesNotContain(CANARY));
    }

    private SandboxHandle agent(Map<String, String> environment) throws InterruptedException {
        return sandbox().open(new SandboxSpec(OWNER, REPOSITORY, worktree, true, environment));
    }

    private Snapshot snapshot() {
        return mirror.snapshot(worktree, base, "refs/mosaic/job/1", MESSAGE, CommitLimits.DEFAULT);
    }

    /** Whatever comes of it, none of it is of the machine. */
    private void look() {
        try {
            if (snapshot() instanceof Snapshot.Committed done) {
                mirror.files(
                        done.commit(),
                        1 << 20,
                        (path, bytes) -> {
                            assertThat(path).doesNotContain(".git");
                            assertThat(new String(bytes, StandardCharsets.UTF_8))
                                    .doesNotContain(CANARY, "root:");
                            return true;
                        });
            }
        } catch (Failure e) {
            assertThat(e).hasMessageNotContaining(CANARY);
        }
    }
}
