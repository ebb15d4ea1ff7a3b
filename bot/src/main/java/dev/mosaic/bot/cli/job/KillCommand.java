package dev.mosaic.bot.cli.job;

import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.bot.cli.console.ExitCode;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.cli.console.TerminalText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mosaic kill} */
@Command(
        name = "kill",
        mixinStandardHelpOptions = true,
        description =
                "Ends a job at once, without asking its agent first. JOB can also be the id of an agent.")
public final class KillCommand implements Callable<Integer> {
    /** A random UUID, as agents have it; those of jobs begin with a time. */
    private static final Pattern AGENT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final Surroundings around;

    @Mixin private JobArgument job = new JobArgument();

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "REASON",
            description = "why; kept in the audit")
    private List<String> reason = List.of();

    KillCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        var api = Api.of(around, job.output);
        var body = Map.of("reason", String.join(" ", reason));
        var killing = api.post(path(api), body);
        job.output.print(
                around.out(), killing, TerminalText.block(killing.path("text").asString("")));
        return ExitCode.DONE;
    }

    private String path(Api api) throws InterruptedException {
        var name = job.name.toLowerCase(Locale.ROOT);
        return AGENT.matcher(name).matches()
                ? "/api/agents/%s/kill".formatted(name)
                : "/api/orchestrator/tasks/%s/kill".formatted(job.find(api).path("id").asString());
    }
}
