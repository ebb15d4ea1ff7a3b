package dev.mosaic.bot.cli.job;

import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.bot.cli.console.ExitCode;
import dev.mosaic.bot.cli.console.OutputOptions;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.cli.console.TerminalText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mosaic fix} */
@Command(
        name = "fix",
        mixinStandardHelpOptions = true,
        description = {
            "Asks for a change that settles an issue, as `@mosaic fix` does in chat.",
            "Options of the chat command (profile=strict, time=20m) stand before the free text."
        })
public final class FixCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();

    @Parameters(
            index = "0",
            paramLabel = "ISSUE",
            description = "1, #1, owner/name#1 or the issue's address")
    private String issue = "";

    @Parameters(
            index = "1..*",
            paramLabel = "TEXT",
            description = "options of the chat command, then instructions in your own words")
    private List<String> text = List.of();

    @Option(
            names = "--repo",
            paramLabel = "OWNER/NAME",
            description = "the repository of a bare issue number")
    private @Nullable String repo;

    @Option(
            names = "--wait",
            description = "Show the job until it is over; its end is the exit code.")
    private boolean wait;

    FixCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        var api = Api.of(around, output);
        var body = new LinkedHashMap<String, String>();
        body.put("text", sentence());
        if (repo != null) {
            body.put("repo", repo);
        }
        var answer = api.post("/api/commands", body);
        var job = answer.path("job").asString("");
        if (!(output.json() && wait)) {
            output.print(
                    around.out(), answer, TerminalText.block(answer.path("text").asString("")));
        }
        if (job.isEmpty()) {
            return ExitCode.FAILED;
        }
        return wait ? new Watching(around, output).watch(api, job, null) : ExitCode.DONE;
    }

    /** One line, whatever the shell handed over: a second line could hold another command. */
    private String sentence() {
        var target = issue.matches("\\d+") ? "#" + issue : issue;
        return TerminalText.line("@mosaic fix " + target + " " + String.join(" ", text));
    }
}
