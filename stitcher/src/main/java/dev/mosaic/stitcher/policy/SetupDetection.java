package dev.mosaic.stitcher.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Finds out how to fetch what the builds of a repository need that does not say so itself, from the
 * names of the files of its base commit. Pure. Looks where {@link GateDetection} looks: at the
 * root, and one folder below if there is nothing at the root.
 *
 * <p>Only building tells Maven and Gradle what they need, so their tests run once; that they fail
 * is no failure here. What a wrapper of Gradle, yarn and pnpm fetch comes from places that no
 * registry stands for, so nothing is found for them.
 */
public final class SetupDetection {
    private static final int MOST_FOLDERS = 20;
    private static final Pattern SAFE_FOLDER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}");
    private static final List<String> REQUIREMENTS =
            List.of(
                    "requirements.txt",
                    "requirements-dev.txt",
                    "requirements-test.txt",
                    "dev-requirements.txt",
                    "test-requirements.txt");

    private final TreeSet<String> paths;

    private SetupDetection(Collection<String> paths) {
        this.paths = new TreeSet<>(paths);
    }

    /**
     * One command for each tool that was found; empty if none was.
     *
     * @param paths of all regular files of the base commit
     */
    public static List<SetupCommand> detect(Collection<String> paths) {
        return new SetupDetection(paths).detect();
    }

    private List<SetupCommand> detect() {
        var found = new ArrayList<>(at(""));
        if (found.isEmpty()) {
            for (var folder : folders()) {
                UnaryOperator<String> there = line -> "(cd %s && %s)".formatted(folder, line);
                at(folder + "/")
                        .forEach(it ->
                                found.add(new SetupCommand(there.apply(it.run()), it.needs())));
            }
        }
        return List.copyOf(found);
    }

    private List<String> folders() {
        return paths.stream()
                .filter(path -> path.indexOf('/') > 0)
                .map(path -> path.substring(0, path.indexOf('/')))
                .distinct()
                .filter(folder -> SAFE_FOLDER.matcher(folder).matches())
                .limit(MOST_FOLDERS)
                .toList();
    }

    private List<SetupCommand> at(String prefix) {
        var found = new ArrayList<SetupCommand>();
        if (has(prefix, "pom.xml")) {
            var mvn = has(prefix, "mvnw") ? "sh ./mvnw" : "mvn";
            found.add(new SetupCommand(mvn + " -B -ntp -fn test", "maven"));
        }
        if (hasGradle(prefix) && !has(prefix, "gradlew")) {
            found.add(new SetupCommand("gradle --console=plain --continue test || true", "maven"));
        }
        if (has(prefix, "package-lock.json") || has(prefix, "npm-shrinkwrap.json")) {
            found.add(new SetupCommand("npm ci --no-audit --no-fund", "npm"));
        }
        if (has(prefix, "go.mod")) {
            found.add(new SetupCommand("go mod download", "go"));
        }
        if (has(prefix, "Cargo.toml")) {
            var locked = has(prefix, "Cargo.lock") ? " --locked" : "";
            found.add(new SetupCommand("cargo fetch" + locked, "cargo"));
        }
        var requirements = REQUIREMENTS.stream().filter(it -> has(prefix, it)).toList();
        if (!requirements.isEmpty()) {
            found.add(
                    new SetupCommand(
                            "python3 -m pip install --user -r " + String.join(" -r ", requirements),
                            "pypi"));
        }
        return found;
    }

    private boolean hasGradle(String prefix) {
        return has(prefix, "build.gradle")
                || has(prefix, "build.gradle.kts")
                || has(prefix, "settings.gradle")
                || has(prefix, "settings.gradle.kts");
    }

    private boolean has(String prefix, String name) {
        return paths.contains(prefix + name);
    }
}
