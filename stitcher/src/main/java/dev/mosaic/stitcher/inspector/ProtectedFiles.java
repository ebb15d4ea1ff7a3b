package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.policy.PathGlob;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files that govern machines and agents: whoever changes them can run what they like with rights
 * that are not theirs, or weaken what checks them. Always protected, in every repository.
 */
final class ProtectedFiles {
    /** Definitions of builds that run with the secrets of the forge, as their vendors name them. */
    private static final List<String> PIPELINES =
            List.of(
                    "/.github/workflows",
                    "/.github/actions",
                    "/.github/dependabot.y*ml",
                    "/.gitea/workflows",
                    "/.forgejo/workflows",
                    "/.gitlab-ci.y*ml",
                    "/.gitlab/ci",
                    "Jenkinsfile*",
                    "/.woodpecker",
                    "/.woodpecker.y*ml",
                    "/.drone.*",
                    "/.circleci",
                    "/.travis.y*ml",
                    "/.buildkite",
                    "/.cirrus.*",
                    "/.builds",
                    "/.build.yml",
                    "/.ci",
                    "/.teamcity",
                    "/.semaphore",
                    "/.tekton",
                    "azure-pipelines*.y*ml",
                    "bitbucket-pipelines.y*ml",
                    "appveyor.y*ml",
                    ".appveyor.y*ml",
                    "cloudbuild.y*ml",
                    "buildspec.y*ml",
                    "CODEOWNERS");

    /** Mosaic's own policy. */
    private static final List<String> POLICY = List.of("/.mosaic.y*ml");

    /** What agents and editors obey or execute when they open a folder. */
    private static final List<String> AGENTS =
            List.of(
                    "CLAUDE.md",
                    "CLAUDE.local.md",
                    "AGENTS.md",
                    "AGENT.md",
                    "GEMINI.md",
                    ".claude",
                    ".mcp.json",
                    ".cursor",
                    ".cursorrules",
                    ".windsurfrules",
                    ".windsurf",
                    ".clinerules",
                    ".roo",
                    ".aider*",
                    ".gemini",
                    ".codex",
                    ".opencode",
                    "opencode.json*",
                    "copilot-instructions.md",
                    "/.github/instructions",
                    ".husky",
                    ".pre-commit-config.y*ml",
                    "lefthook.y*ml",
                    ".vscode/tasks.json",
                    ".vscode/launch.json",
                    ".vscode/settings.json",
                    ".vscode/mcp.json",
                    ".devcontainer",
                    ".devcontainer.json",
                    ".envrc",
                    ".gitmodules",
                    ".gitattributes");

    /** A link in the place of one of these folders would be the folder. */
    private static final List<String> FOLDERS =
            List.of(".github", ".gitea", ".forgejo", ".gitlab", ".vscode");

    private static final List<PathGlob> GLOBS =
            Stream.of(PIPELINES, POLICY, AGENTS).flatMap(List::stream).map(PathGlob::new).toList();

    private ProtectedFiles() {}

    /** True if a change of this path is one of the always protected. */
    static boolean contains(String path) {
        var name = path.substring(path.lastIndexOf('/') + 1);
        return FOLDERS.stream().anyMatch(name::equalsIgnoreCase)
                || GLOBS.stream().anyMatch(glob -> glob.matches(path) || below(glob, path));
    }

    /** {@code .vscode/tasks.json} counts at any depth, as editors open any folder. */
    private static boolean below(PathGlob glob, String path) {
        return glob.toString().startsWith(".vscode/") && new PathGlob("**/" + glob).matches(path);
    }
}
