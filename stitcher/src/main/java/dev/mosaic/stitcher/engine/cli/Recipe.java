package dev.mosaic.stitcher.engine.cli;

import dev.mosaic.stitcher.engine.ModelNeed;
import dev.mosaic.stitcher.engine.RunSpec;
import dev.mosaic.stitcher.engine.cli.CliSettings.Input;
import dev.mosaic.stitcher.engine.cli.CliSettings.Stop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How one program is run. Checked when it is made; {@link IllegalArgumentException} says which
 * setting to mend.
 *
 * @param name of the engine
 * @param preset whose values it has; null for a program of the operator's own
 */
record Recipe(
        String name,
        @Nullable String preset,
        List<String> argv,
        List<String> environment,
        Map<String, String> home,
        ModelNeed model,
        Input input,
        Format format,
        List<Integer> success,
        Stop interrupt,
        String description) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final Pattern PROGRAM = Pattern.compile("/[^\\s=]+|[A-Za-z0-9][\\w.+-]*");
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}");
    private static final Pattern VARIABLE =
            Pattern.compile("(?s)([A-Za-z_][A-Za-z0-9_]*)=([^\\x00]*)");
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(model|workdir|round|run)}");
    private static final Pattern FILE = Pattern.compile("[\\w.-]+(/[\\w.-]+)*");
    private static final String UNUSED = "unused";
    private static final String TOKEN = "{token}";

    Recipe {
        argv = List.copyOf(argv);
        environment = List.copyOf(environment);
        home = Map.copyOf(home);
        success = List.copyOf(success);
        var at = "mosaic.engine.cli." + name;
        require(
                NAME.matcher(name).matches(),
                "`%s`: name an engine with small letters, digits and `-`, such as `my-agent`",
                at);
        require(
                !argv.isEmpty() && PROGRAM.matcher(argv.getFirst()).matches(),
                "`%s.argv` must begin with a program: a plain name that is looked up, or an absolute path; never one in the repository",
                at);
        require(
                argv.stream().noneMatch(it -> it.indexOf('\0') >= 0),
                "`%s.argv` holds a NUL, which no argument can",
                at);
        for (var i = 1; i < argv.size(); i++) {
            require(
                    !argv.get(i).equals("{model}") || !argv.get(i - 1).startsWith("-"),
                    "`%s.argv`: write the option and {model} in one argument, such as `--model={model}`, so that both are left out when no model was chosen",
                    at);
        }
        for (var variable : environment) {
            checkVariable(variable, at);
        }
        for (var file : home.keySet()) {
            require(
                    FILE.matcher(file).matches() && !("/" + file + "/").contains("/../"),
                    "`%s.home`: name a file by its path in the home folder, such as .my-agent/config.json",
                    at);
        }
        require(
                model != ModelNeed.NONE || !asksForModel(argv, environment, home),
                "`%s` uses {endpoint} or {token}, which there are only for a program that asks its model through Mosaic: write `messages` or `completions` in `model`",
                at);
    }

    private static void checkVariable(String variable, String at) {
        var parts = VARIABLE.matcher(variable);
        require(parts.matches(), "`%s.environment`: write each variable as NAME=value", at);
        require(
                !SECRET.matcher(parts.group(1)).matches()
                        || parts.group(2).equals(UNUSED)
                        || parts.group(2).equals(TOKEN),
                "`%s.environment` would hand a secret to the agent, which can read it. Remove the variable; the key for Mosaic's own model proxy is `{token}`, and where a program insists on a key that nobody checks, write `unused` as its value",
                at);
        require(
                !Given.isTemplate(variable) || variable.indexOf('\n') < 0,
                "`%s.environment`: a variable with {endpoint}, {token} or {model} is one line",
                at);
    }

    private static boolean asksForModel(
            List<String> argv, List<String> environment, Map<String, String> home) {
        return Stream.of(argv, environment, home.values())
                .flatMap(Collection::stream)
                .anyMatch(it -> it.contains("{endpoint}") || it.contains(TOKEN));
    }

    /** The model as the program is to call it; null if none was chosen. */
    @Nullable String modelOf(RunSpec spec) {
        var endpoint = spec.endpoint();
        return endpoint == null ? spec.model() : endpoint.model();
    }

    /**
     * What the program's command reads before the program does: {@link Given}. Empty if it is given
     * nothing that others may not see.
     */
    String given(RunSpec spec) {
        return Given.of(environment, home, spec.endpoint());
    }

    /** True if {@code model} may stand in an argument. */
    static boolean isModel(String model) {
        return MODEL.matcher(model).matches();
    }

    /**
     * The command for one run. An argument with {@code {model}} is left out when no model was
     * chosen.
     *
     * @param program the file that the first argument names
     */
    List<String> command(String program, RunSpec spec) {
        var command = new ArrayList<String>();
        var plain = environment.stream().filter(it -> !Given.isTemplate(it)).toList();
        if (!plain.isEmpty()) {
            // a program, not a shell: it sets variables and becomes the next one
            command.add("env");
            command.addAll(plain);
        }
        if (!given(spec).isEmpty()) {
            command.addAll(Given.COMMAND);
        }
        command.add(program);
        for (var argument : argv.subList(1, argv.size())) {
            if (modelOf(spec) != null || !argument.contains("{model}")) {
                command.add(
                        PLACEHOLDER.matcher(argument).replaceAll(it -> value(it.group(1), spec)));
            }
        }
        return command;
    }

    private String value(String placeholder, RunSpec spec) {
        var value =
                switch (placeholder) {
                    case "model" -> String.valueOf(modelOf(spec));
                    case "workdir" -> spec.sandbox().workdir().toString();
                    case "round" -> Integer.toString(spec.round());
                    default -> spec.runId();
                };
        return Matcher.quoteReplacement(value);
    }

    private static void require(boolean holds, String problem, String at) {
        if (!holds) {
            throw new IllegalArgumentException(problem.formatted(at));
        }
    }
}
