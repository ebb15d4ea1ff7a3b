package dev.mosaic.stitcher.inspector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.FileChange;
import dev.mosaic.stitcher.policy.RepoPolicy;
import dev.mosaic.stitcher.policy.Safeguards;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectedFilesTest {
    private static final CommitSha SOME = new CommitSha("1".repeat(40));

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".github/workflows/ci.yml",
                ".GitHub/Workflows/CI.YML",
                ".github",
                ".gitea/workflows/x.yaml",
                ".gitlab-ci.yml",
                "Jenkinsfile",
                "build/Jenkinsfile.release",
                ".woodpecker.yml",
                ".woodpecker/a/b.yml",
                ".mosaic.yml",
                ".MOSAIC.yaml",
                "CLAUDE.md",
                "sub/AGENTS.md",
                "sub/.claude/settings.json",
                ".mcp.json",
                ".husky/pre-commit",
                "sub/.vscode/tasks.json",
                ".vscode",
                ".gitattributes",
                ".gitmodules",
                "CODEOWNERS",
            })
    void whatGovernsMachinesAndAgentsIsProtected(String path) {
        assertThat(ProtectedFiles.contains(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "src/main/App.java",
                ".github/ISSUE_TEMPLATE/bug.md",
                "docs/claude.txt",
                "workflows/ci.yml",
                ".vscode/extensions.json",
                "mosaic.yml",
            })
    void ordinaryFilesAreNot(String path) {
        assertThat(ProtectedFiles.contains(path)).isFalse();
    }

    @Test
    void aFileThatIsMovedAwayIsNoticed() throws Exception {
        var gone = new FileChange(".github/workflows/ci.yml", FileChange.Kind.DELETED, 0, 9);
        var there = new FileChange("old.yml", FileChange.Kind.ADDED, 9, 0);

        assertThat(inspect(RepoPolicy.NONE, gone, there))
                .isInstanceOfSatisfying(
                        Verdict.Held.class,
                        held ->
                                assertThat(held.reasons())
                                        .singleElement()
                                        .asString()
                                        .contains("`.github/workflows/ci.yml`")
                                        .doesNotContain("old.yml"));
    }

    @Test
    void aRepositoryMayProtectMore() throws Exception {
        var policy = policy(new Safeguards.Protection(true, List.of("deploy")));

        assertThat(inspect(policy, new FileChange("deploy/x", FileChange.Kind.ADDED, 1, 0)))
                .isInstanceOf(Verdict.Rejected.class);
        assertThat(inspect(policy, new FileChange("src/x", FileChange.Kind.ADDED, 1, 0)))
                .isEqualTo(new Verdict.Passed());
    }

    @Test
    void namesAreShownHarmless() throws Exception {
        var evil = "CLAUDE.md/`@all`\u202E\n" + "x".repeat(500);

        assertThat(inspect(RepoPolicy.NONE, new FileChange(evil, FileChange.Kind.ADDED, 1, 0)))
                .isInstanceOfSatisfying(
                        Verdict.Held.class,
                        held ->
                                assertThat(held.reasons().getFirst())
                                        .hasSizeLessThan(300)
                                        .doesNotContain("\n", "\u202E", "`@all`"));
    }

    private static Verdict inspect(RepoPolicy policy, FileChange... files) {
        return new ProtectedFilesGate()
                .inspect(new HostChange(null, SOME, SOME, List.of(files), policy));
    }

    private static RepoPolicy policy(Safeguards.Protection protection) {
        var usual = Safeguards.DEFAULT;
        return new RepoPolicy(
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                new Safeguards(protection, usual.size(), usual.publish(), false, null));
    }
}
