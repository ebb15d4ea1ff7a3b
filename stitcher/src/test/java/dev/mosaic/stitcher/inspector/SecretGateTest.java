package dev.mosaic.stitcher.inspector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.git.CommitLimits;
import dev.mosaic.stitcher.git.CommitMessage;
import dev.mosaic.stitcher.git.Remote;
import dev.mosaic.stitcher.git.Snapshot;
import dev.mosaic.stitcher.git.local.LocalRepository;
import dev.mosaic.stitcher.git.mirror.Mirrors;
import dev.mosaic.stitcher.policy.RepoPolicy;
import dev.mosaic.stitcher.secrets.Scanner;
import dev.mosaic.stitcher.secrets.own.OwnSecrets;
import dev.mosaic.stitcher.secrets.rule.Rules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretGateTest {
    private static final Map<String, String> EMPTY = Map.of("README.md", "Hello\n");

    private final OwnSecrets own = new OwnSecrets();
    private final HostGate gate = new SecretGate(new Scanner(Rules.builtIn(), own));
    private final String token = token();

    @TempDir Path folder;

    @Test
    void cleanChangePasses() throws Exception {
        assertThat(judge(EMPTY, Map.of("src/App.java", "class App {}\n"), "Add it"))
                .isEqualTo(new Verdict.Passed());
    }

    @Test
    void addedTokenIsRejectedWithItsPlaceAndWithoutItself() throws Exception {
        var verdict =
                judge(
                        EMPTY,
                        Map.of("src/App.java", "class App {\n  // " + token + "\n}\n"),
                        "Add it");
        assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
        assertThat(verdict.toString())
                .contains("src/App.java:2:6", "github-token")
                .doesNotContain(token.substring(4));
    }

    @Test
    void tokenInAFileNameOrTheMessageIsRejected() throws Exception {
        assertThat(judge(EMPTY, Map.of(token + ".txt", "x\n"), "Add it"))
                .isInstanceOf(Verdict.Rejected.class);
        assertThat(judge(EMPTY, Map.of("a.txt", "x\n"), "Use " + token))
                .isInstanceOfSatisfying(
                        Verdict.Rejected.class,
                        it -> assertThat(it.reasons().getFirst()).contains("commit message"));
    }

    @Test
    void tokenInABinaryFileIsRejected() throws Exception {
        var wide =
                new String(token.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1);
        assertThat(judge(EMPTY, Map.of("a.bin", "\0\1\2" + wide + "\0\3"), "Add it"))
                .isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void whatTheBaseHoldsIsNotTheChangesFault() throws Exception {
        var base = Map.of("old.txt", "x\n" + token + "\n");
        assertThat(
                        judge(
                                base,
                                Map.of("old.txt", "y\n" + token + "\n", "moved.txt", token),
                                "Move it"))
                .isEqualTo(new Verdict.Passed());
    }

    @Test
    void changeCannotAllowItsOwnSecret() throws Exception {
        var change =
                Map.of(
                        "a.txt",
                        token + " # gitleaks:allow\n",
                        ".gitleaksignore",
                        "a.txt:github-token:1\n");
        assertThat(judge(EMPTY, change, "Allow it")).isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void peopleCanAllowOneBeforehandOnTheBase() throws Exception {
        var base = Map.of(".gitleaksignore", "a.txt:github-token:1\n");
        assertThat(judge(base, Map.of("a.txt", token + "\n"), "Add it"))
                .isEqualTo(new Verdict.Passed());
    }

    @Test
    void ownSecretNeverPassesEvenCutAndOnTheBase() throws Exception {
        var mine = "q7W" + token.substring(8, 36);
        own.add("TEST_TOKEN", mine);
        var base = Map.of(".gitleaksignore", "a.txt:own-secret\n", "old.txt", mine);
        assertThat(judge(base, Map.of("a.txt", mine.substring(7) + "\n"), "Add it"))
                .isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void nobodyMaySkipIt() {
        assertThat(gate.mayBeSkipped()).isFalse();
    }

    private Verdict judge(Map<String, String> base, Map<String, String> change, String subject)
            throws IOException, InterruptedException {
        var here = Files.createTempDirectory(folder, "case");
        var message = new CommitMessage("ann", "ann@localhost", subject, "", Map.of());
        var clock = Clock.systemUTC();
        LocalRepository.create(here.resolve("origin.git"), base, message, clock.instant());
        var remote = new Remote("origin", here.resolve("origin.git").toUri(), null);
        var mirror = new Mirrors(here.resolve("mirrors"), clock).open(remote);
        var head = mirror.branch("main").orElseThrow();
        var worktree = Files.createDirectories(here.resolve("worktree"));
        mirror.checkOut(head, worktree);
        for (var file : change.entrySet()) {
            var path = worktree.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue().getBytes(StandardCharsets.ISO_8859_1));
        }
        var snapshot =
                (Snapshot.Committed)
                        mirror.snapshot(
                                worktree, head, "refs/mosaic/test", message, CommitLimits.DEFAULT);
        return gate.inspect(HostChange.between(mirror, head, snapshot.commit(), RepoPolicy.NONE));
    }

    /** Drawn anew: nothing that looks like one stands in this file. */
    private static String token() {
        var letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        var token = new StringBuilder("gh" + "p_");
        new Random().ints(36, 0, letters.length()).forEach(at -> token.append(letters.charAt(at)));
        return token.toString();
    }
}
