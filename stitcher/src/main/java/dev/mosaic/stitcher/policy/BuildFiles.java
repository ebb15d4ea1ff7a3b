package dev.mosaic.stitcher.policy;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which files of a repository say what its builds need. Where one of them changes, what was fetched
 * before is not used any more.
 */
public final class BuildFiles {
    private static final Pattern NAMES =
            Pattern.compile(
                    """
                    pom\\.xml|.*\\.gradle(\\.kts)?|gradle\\.(properties|lockfile)|libs\\.versions\\.toml|\
                    verification-metadata\\.xml|(gradle|maven)-wrapper\\.properties|\
                    package\\.json|package-lock\\.json|npm-shrinkwrap\\.json|yarn\\.lock|\\.yarnrc(\\.yml)?|\
                    pnpm-lock\\.yaml|pnpm-workspace\\.yaml|\\.npmrc|go\\.(mod|sum|work|work\\.sum)|\
                    Cargo\\.(toml|lock)|rust-toolchain(\\.toml)?|.*requirements.*\\.(txt|in)|constraints.*\\.txt|\
                    pyproject\\.toml|setup\\.(py|cfg)|tox\\.ini|poetry\\.lock|uv\\.lock|pdm\\.lock|Pipfile(\\.lock)?|\
                    \\.tool-versions|\\.nvmrc|\\.python-version\
                    """);

    private static final Pattern FOLDERS =
            Pattern.compile("(?:.*/)?(?:\\.mvn|buildSrc|build-logic|requirements|\\.cargo)/.*");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^A-Za-z0-9_./-]+");

    private BuildFiles() {}

    /**
     * True for the path of such a file, and of one that a command names: a script, as a rule.
     *
     * @param setup the commands that fetch
     */
    public static Predicate<String> of(Collection<SetupCommand> setup) {
        var named = new HashSet<String>();
        for (var command : setup) {
            Arrays.stream(BETWEEN_WORDS.split(command.run()))
                    .map(word -> word.startsWith("./") ? word.substring(2) : word)
                    .forEach(named::add);
        }
        return path -> describes(path) || named(named, path);
    }

    private static boolean describes(String path) {
        return NAMES.matcher(path.substring(path.lastIndexOf('/') + 1)).matches()
                || FOLDERS.matcher(path).matches();
    }

    /** As a whole or, for a command that goes to another folder first, by its last name. */
    private static boolean named(Set<String> named, String path) {
        return named.contains(path) || named.contains(path.substring(path.lastIndexOf('/') + 1));
    }
}
