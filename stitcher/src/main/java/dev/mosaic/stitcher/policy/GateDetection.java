package dev.mosaic.stitcher.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds out how a repository is tested that does not say so itself, from the files of its base
 * commit. Pure: nothing is executed, and the change has no say in it. Looks for Maven, Gradle, npm,
 * Go, Cargo and Python at the root, and one folder below if there is nothing at the root.
 */
public final class GateDetection {
    private static final int MOST_FOLDERS = 20;
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern SAFE_FOLDER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}");
    private static final Pattern NO_TEST = Pattern.compile("(?s).*no test specified.*exit 1.*");

    private final TreeSet<String> paths;
    private final Function<String, Optional<String>> reader;

    private GateDetection(List<String> paths, Function<String, Optional<String>> reader) {
        this.paths = new TreeSet<>(paths);
        this.reader = reader;
    }

    /**
     * What was found.
     *
     * @param gates {@code test} first; without {@code test} if nothing was found that tests
     * @param found a sentence for each tool, to be shown
     */
    public record Detected(List<GateCommand> gates, List<String> found) {
        public Detected {
            gates = List.copyOf(gates);
            found = List.copyOf(found);
        }
    }

    /** How one tool tests in one folder. @param lint null if it has no such gate */
    private record Tool(String name, String test, @Nullable String lint) {
        Tool in(String folder) {
            UnaryOperator<String> there = line -> "(cd %s && %s)".formatted(folder, line);
            return new Tool(
                    "%s in %s".formatted(name, folder),
                    there.apply(test),
                    lint == null ? null : there.apply(lint));
        }
    }

    /**
     * @param paths of all regular files of the base commit
     * @param reader the text of a file of it; empty if it is too long
     */
    public static Detected detect(List<String> paths, Function<String, Optional<String>> reader) {
        return new GateDetection(paths, reader).detect();
    }

    private Detected detect() {
        var tools = new ArrayList<>(at(""));
        if (tools.isEmpty()) {
            for (var folder : folders()) {
                at(folder + "/").forEach(tool -> tools.add(tool.in(folder)));
            }
        }
        var gates = new ArrayList<GateCommand>();
        var test = all(tools.stream().map(Tool::test).toList());
        if (test != null) {
            gates.add(new GateCommand(GateCommand.TEST, test, null));
        }
        var lint = all(tools.stream().filter(it -> it.lint() != null).map(Tool::lint).toList());
        if (lint != null) {
            gates.add(new GateCommand("lint", lint, null));
        }
        return new Detected(
                gates,
                tools.stream().map(it -> "%s: `%s`".formatted(it.name(), it.test())).toList());
    }

    /** Every one runs, even when another failed; what failed decides. */
    private static @Nullable String all(List<@Nullable String> lines) {
        if (lines.size() < 2) {
            return lines.isEmpty() ? null : lines.getFirst();
        }
        return lines.stream()
                .map(line -> line + " || s=1")
                .collect(Collectors.joining("; ", "s=0; ", "; exit $s"));
    }

    /** Folders below the root whose names a shell cannot misread. */
    private List<String> folders() {
        return paths.stream()
                .filter(path -> path.indexOf('/') > 0)
                .map(path -> path.substring(0, path.indexOf('/')))
                .distinct()
                .filter(folder -> SAFE_FOLDER.matcher(folder).matches())
                .limit(MOST_FOLDERS)
                .toList();
    }

    private List<Tool> at(String prefix) {
        var tools = new ArrayList<Tool>();
        maven(prefix).ifPresent(tools::add);
        gradle(prefix).ifPresent(tools::add);
        npm(prefix).ifPresent(tools::add);
        go(prefix).ifPresent(tools::add);
        cargo(prefix).ifPresent(tools::add);
        python(prefix).ifPresent(tools::add);
        return tools;
    }

    /** {@code -fae}: modules that do not depend on the failed one are tested too. */
    private Optional<Tool> maven(String prefix) {
        if (!has(prefix + "pom.xml")) {
            return Optional.empty();
        }
        var mvn = has(prefix + "mvnw") ? "sh ./mvnw" : "mvn";
        return Optional.of(new Tool("Maven", mvn + " -B -ntp -fae test", null));
    }

    private Optional<Tool> gradle(String prefix) {
        if (!has(prefix + "build.gradle")
                && !has(prefix + "build.gradle.kts")
                && !has(prefix + "settings.gradle")
                && !has(prefix + "settings.gradle.kts")) {
            return Optional.empty();
        }
        var gradle = has(prefix + "gradlew") ? "sh ./gradlew" : "gradle";
        return Optional.of(
                new Tool("Gradle", gradle + " --console=plain --continue test", null));
    }

    /** The lock file names the package manager; without dependencies nothing is installed. */
    private Optional<Tool> npm(String prefix) {
        var manifest = text(prefix + "package.json").map(GateDetection::json);
        if (manifest.isEmpty()) {
            return Optional.empty();
        }
        var json = manifest.get();
        var workspaces = json.has("workspaces") || has(prefix + "pnpm-workspace.yaml");
        var test = json.path("scripts").path("test").asString("");
        var tests = !test.isBlank() && !NO_TEST.matcher(test).matches();
        if (!tests && !workspaces) {
            return Optional.empty();
        }
        var manager =
                has(prefix + "pnpm-lock.yaml") ? "pnpm" : has(prefix + "yarn.lock") ? "yarn" : "npm";
        var install = needsInstall(prefix, json) ? install(prefix, manager) + " && " : "";
        var lint = json.path("scripts").has("lint");
        return Optional.of(
                new Tool(
                        manager,
                        install + (tests ? manager + " test" : everywhere(manager)),
                        lint ? install + manager + " run lint" : null));
    }

    private static String everywhere(String manager) {
        return switch (manager) {
            case "pnpm" -> "pnpm -r --if-present test";
            case "yarn" -> "yarn workspaces run test";
            default -> "npm test --workspaces --if-present";
        };
    }

    private boolean needsInstall(String prefix, JsonNode json) {
        return !json.path("dependencies").isEmpty()
                || !json.path("devDependencies").isEmpty()
                || json.has("workspaces")
                || has(prefix + "pnpm-workspace.yaml");
    }

    private String install(String prefix, String manager) {
        return switch (manager) {
            case "pnpm" -> "pnpm install --frozen-lockfile";
            case "yarn" -> "yarn install --frozen-lockfile";
            default -> has(prefix + "package-lock.json") ? "npm ci" : "npm install --no-audit";
        };
    }

    /** Each module of a workspace by itself: {@code ./...} ends at the border of a module. */
    private Optional<Tool> go(String prefix) {
        var modules =
                paths.stream()
                        .filter(path -> path.startsWith(prefix) && path.endsWith("go.mod"))
                        .filter(path -> path.equals("go.mod") || path.endsWith("/go.mod"))
                        .map(path -> path.substring(prefix.length()))
                        .map(path ->
                                path.length() == 6 ? "." : path.substring(0, path.length() - 7))
                        .filter(folder ->
                                folder.equals(".") || SAFE_FOLDER.matcher(folder).matches())
                        .limit(MOST_FOLDERS)
                        .toList();
        if (modules.isEmpty() || !(has(prefix + "go.mod") || has(prefix + "go.work"))) {
            return Optional.empty();
        }
        return Optional.of(
                new Tool(
                        modules.size() == 1 ? "Go" : "Go, %d modules".formatted(modules.size()),
                        inModules(modules, "go test -json ./..."),
                        inModules(modules, "go vet ./...")));
    }

    private static String inModules(List<String> modules, String line) {
        if (modules.equals(List.of("."))) {
            return line;
        }
        return modules.stream()
                .map(module -> "(cd %s && %s) || s=1".formatted(module, line))
                .collect(Collectors.joining("; ", "(s=0; ", "; exit $s)"));
    }

    private Optional<Tool> cargo(String prefix) {
        return has(prefix + "Cargo.toml")
                ? Optional.of(new Tool("Cargo", "cargo test --workspace --no-fail-fast", null))
                : Optional.empty();
    }

    private Optional<Tool> python(String prefix) {
        var project =
                has(prefix + "pyproject.toml")
                        || has(prefix + "setup.cfg")
                        || has(prefix + "setup.py")
                        || has(prefix + "tox.ini")
                        || has(prefix + "pytest.ini")
                        || has(prefix + "requirements.txt");
        if (!project) {
            return Optional.empty();
        }
        if (usesPytest(prefix)) {
            // several roots may hold tests of the same name
            return Optional.of(
                    new Tool(
                            "pytest",
                            "python3 -m pytest --import-mode=importlib --junitxml=%s.mosaic-reports/pytest.xml"
                                    .formatted(prefix.isEmpty() ? "" : "../"),
                            null));
        }
        return hasPythonTests(prefix)
                ? Optional.of(new Tool("unittest", "python3 -m unittest discover -v", null))
                : Optional.empty();
    }

    private boolean usesPytest(String prefix) {
        return has(prefix + "pytest.ini")
                || has(prefix + "conftest.py")
                || mentions(prefix + "pyproject.toml", "pytest")
                || mentions(prefix + "setup.cfg", "pytest")
                || mentions(prefix + "tox.ini", "pytest")
                || mentions(prefix + "requirements.txt", "pytest")
                || mentions(prefix + "requirements-dev.txt", "pytest");
    }

    private boolean hasPythonTests(String prefix) {
        return paths.stream()
                .filter(path -> path.startsWith(prefix) && path.endsWith(".py"))
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .anyMatch(name -> name.startsWith("test"));
    }

    private boolean has(String path) {
        return paths.contains(path);
    }

    private boolean mentions(String path, String word) {
        return text(path).filter(text -> text.contains(word)).isPresent();
    }

    private Optional<String> text(String path) {
        return has(path) ? reader.apply(path) : Optional.empty();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException _) {
            return JSON.createObjectNode();
        }
    }
}
