package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.job.Stage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What Mosaic says about its own language: help, and what was wrong with a command. */
public final class HelpText {
    public static final String ONE_COMMAND =
            "Send one command per message; none of these was started.";
    public static final String ONE_ISSUE =
            "Send one command per issue, or put `--` in front of the instructions.";
    public static final String SHORTEN = "Send it again, shorter; nothing was started.";
    public static final String SEE_HELP = "`help` lists what can be asked.";
    public static final String REFERENCES =
            "Name an issue as `#123`, `owner/repo#123` or by its address, a job by its eight"
                    + " digits; put `--` in front of free text.";

    private static final int LONGEST_ECHO = 40;

    private HelpText() {}

    /**
     * A command as help shows it.
     *
     * @param needs the right in words; empty if anybody may
     */
    public record Entry(String verb, String usage, String does, String needs, String example) {}

    /** All commands, one line each. */
    public static String help(List<Entry> entries, String mention) {
        return entries.stream()
                .map(entry -> "- `%s %s`: %s".formatted(mention, entry.usage(), entry.does()))
                .collect(
                        Collectors.joining(
                                "\n",
                                "What you can ask:\n",
                                "\n\n`%s help fix` explains one command.".formatted(mention)));
    }

    /** One command. */
    public static String about(Entry entry, String mention) {
        return """
        `%s %s`
        %s
        Needs: %s.
        Example: `%s %s`\
        """
                .formatted(
                        mention,
                        entry.usage(),
                        entry.does(),
                        needs(entry),
                        mention,
                        entry.example());
    }

    /** The page for the documentation. */
    public static String page(List<Entry> entries, String mention) {
        return entries.stream()
                .map(entry ->
                        "| `%s` | %s | %s | `%s %s` |"
                                .formatted(
                                        entry.usage().replace("|", "\\|"),
                                        entry.does(),
                                        needs(entry),
                                        mention,
                                        entry.example()))
                .collect(Collectors.joining("\n", PAGE_HEAD, PAGE_FOOT))
                .replace("@@", mention);
    }

    public static String notBuilt(String verb, List<Entry> entries) {
        return "`%s` is not built yet. What works today: %s."
                .formatted(
                        verb,
                        entries.stream()
                                .map(entry -> "`" + entry.verb() + "`")
                                .collect(Collectors.joining(", ")));
    }

    public static String manyCommands(int count) {
        return "This message holds %d commands.".formatted(count);
    }

    public static String tooLong(int characters) {
        return "This message is longer than %d characters.".formatted(characters);
    }

    public static String noCommand(String word) {
        return "I do not know the command `%s`.".formatted(echo(word));
    }

    public static String didYouMean(String word) {
        return "Did you mean `%s`?".formatted(word);
    }

    public static String usage(String usage) {
        return "Write it as `%s`.".formatted(usage);
    }

    public static String incomplete(String verb) {
        return "Something is missing behind `%s`.".formatted(verb);
    }

    public static String tooMuch(String verb, String word) {
        return "`%s` does not belong behind `%s`.".formatted(echo(word), verb);
    }

    public static String noReference(String word) {
        return "`%s` names no issue and no job.".formatted(echo(word));
    }

    public static String secondIssue(String word) {
        return "`%s` is a second issue in one command.".formatted(echo(word));
    }

    public static String noRepository(String word) {
        return "`%s` is no repository's name.".formatted(echo(word));
    }

    public static String noStage(String word) {
        return "`%s` is no stage of a job.".formatted(echo(word));
    }

    public static String stages() {
        return Arrays.stream(Stage.values())
                .map(stage -> "`" + stage.name().toLowerCase(Locale.ROOT) + "`")
                .collect(Collectors.joining(", ", "The stages are ", "."));
    }

    public static String noOption(String key) {
        return "There is no option `%s`.".formatted(echo(key));
    }

    public static String options(List<String> keys) {
        return keys.stream()
                .map(key -> "`" + key + "`")
                .collect(
                        Collectors.joining(
                                ", ",
                                "The options are ",
                                "; put `--` in front of instructions that look like one."));
    }

    public static String optionTwice(String key) {
        return "The option `%s` stands there twice.".formatted(key);
    }

    public static String badValue(String key, String value) {
        return value.isEmpty()
                ? "The option `%s` has no value.".formatted(key)
                : "`%s` is no value for `%s`.".formatted(echo(value), key);
    }

    /** How one option is written. */
    public static String optionUsage(String key) {
        return switch (key) {
            case "budget" -> "Write a sum in US dollars, such as `budget=5$`; at most 10000$.";
            case "time" -> "Write a duration, such as `time=20m` or `time=1h30m`; at most 7 days.";
            case "profile" -> "Write `profile=strict`, `profile=standard` or `profile=minimal`.";
            case "engine" -> "Write the name of an engine, such as `engine=claude`.";
            case "model" -> "Write the name of a model, without blanks.";
            case "priority" ->
                    "Write `priority=urgent`, `high`, `normal` or `low`, `p0` to `p3`, or 1 to"
                            + " 10 (1 comes first).";
            case "base", "branch" ->
                    "Write the name of a branch, such as `%s=main`.".formatted(key);
            default -> "Write `%s` alone, or `%s=true` or `%s=false`.".formatted(key, key, key);
        };
    }

    /** What somebody wrote, short and harmless inside of backticks. */
    static String echo(String word) {
        var harmless = word.replace('`', '\'').replace('\n', ' ');
        return harmless.codePointCount(0, harmless.length()) <= LONGEST_ECHO
                ? harmless
                : harmless.substring(0, harmless.offsetByCodePoints(0, LONGEST_ECHO)) + "…";
    }

    private static String needs(Entry entry) {
        return entry.needs().isEmpty() ? "nothing" : entry.needs();
    }

    private static final String PAGE_HEAD =
            """
            # Commands

            <!-- Made from the command catalog; CommandCatalogTest compares the two. -->

            A command is a line that begins with `@@`, or with a greeting and `@@`, outside of
            quotes and code. `/mosaic` works as well. At a prompt and in the terminal the mention may be left out.

            | command | what it does | needs | example |
            |---|---|---|---|
            """;

    private static final String PAGE_FOOT =
            """


            - **An issue** is `#123`, `owner/repo#123` or its address; at a prompt also `123`. **A job** is
              its eight digits. In the thread of a job the job need not be named.
            - **Options** stand before the instructions, in any order, as `key=value` or `key:value`.
              `--` ends them: what follows is instructions, whatever it looks like.
              - `budget`: what the model of the job may cost in US dollars, such as `5$`, over all rounds
                and retries; see [budgets](models.md#budgets).
              - `time`: the limit for all agent runs together, such as `20m` or `1h30m`; never more
                than the instance allows.
              - `profile`: `strict` (tests, lint and a reviewer), `standard` (tests and lint) or `minimal` (tests).
              - `engine`, `model`: who does the work.
              - `priority`: `urgent`, `high`, `normal`, `low`, or 1 to 10; 1 comes first.
              - `base`: the branch to start from, or to compare with.
              - `branch`: of `review` and `check`, the branch to judge where no pull request is named.
              - `yolo`: no quality gates, where `mosaic.yolo` allows it; only for who administers the
                repository. Pipelines, policy and secrets are checked all the same.
            - **`stop`**, `cancel` or `kill` alone in the thread of a job cancels it.
            - One command per message. What is not understood is answered, and nothing is started.
            - **Needs**: `read` and `write` are the permissions in the forge; anybody may ask for help.
            """;
}
