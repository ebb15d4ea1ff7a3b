package dev.mosaic.stitcher.engine.cli;

import dev.mosaic.stitcher.engine.ModelNeed;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Engines that are programs of their own.
 *
 * @param cli one engine for each name: {@code preset}, or {@code argv} with {@code format} and so
 *     on; see docs/engines.md
 */
@ConfigurationProperties("mosaic.engine")
record CliSettings(@DefaultValue Map<String, Program> cli) {
    CliSettings {
        cli = Map.copyOf(cli);
    }

    /**
     * A program as an operator describes it. What is null is the preset's, or the default.
     *
     * @param preset whose values hold where this says nothing
     * @param argv program and arguments; {model}, {workdir}, {round} and {run} are filled in
     * @param environment {@code NAME=value}, added to the sandbox's; never a secret. {endpoint},
     *     {token} and {model} are filled in, and a variable is left out where the run has no model
     * @param home files that are laid into its private home folder before it starts, by their paths
     *     in it; {endpoint}, {token} and {model} are filled in, and a file is left out where the
     *     run has no model
     * @param model which models it asks through Mosaic: messages (Anthropic's API), completions
     *     (OpenAI's) or none, for a program that asks none or has its own way to one
     * @param input what the program reads: {@code stdin} for the prompt, {@code none} for nothing
     * @param format of what it prints: plain, claude-json, codex-json, opencode-json, gemini-json
     * @param success exit codes with which it says that it did its work
     * @param interrupt how it is asked to stop: {@code interrupt} or {@code terminate}
     * @param description a sentence for people
     */
    record Program(
            @Nullable String preset,
            @Nullable List<String> argv,
            @Nullable List<String> environment,
            @Nullable Map<String, String> home,
            @Nullable ModelNeed model,
            @Nullable Input input,
            @Nullable Format format,
            @Nullable List<Integer> success,
            @Nullable Stop interrupt,
            @Nullable String description) {}

    /** What a program reads from standard input. */
    enum Input {
        STDIN,
        NONE
    }

    /** The signal with which a program stops best. */
    enum Stop {
        INTERRUPT,
        TERMINATE
    }
}
