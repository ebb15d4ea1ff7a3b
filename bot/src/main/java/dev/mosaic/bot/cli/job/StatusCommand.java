package dev.mosaic.bot.cli.job;

import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.bot.cli.console.ExitCode;
import dev.mosaic.bot.cli.console.OutputOptions;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.cli.console.TerminalText;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mosaic status} */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Shows how a job stands; without one, how the server is and what it works on.")
public final class StatusCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();

    @Parameters(arity = "0..1", paramLabel = "JOB", description = "the job")
    private @Nullable String job;

    @Option(
            names = "--repo",
            paramLabel = "OWNER/NAME",
            description = "the repository of a bare issue number")
    private @Nullable String repo;

    StatusCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        var api = Api.of(around, output);
        if (job != null) {
            var found = new JobNames(api).find(job, repo);
            output.print(around.out(), found, JobText.whole(found));
            return ExitCode.DONE;
        }
        var health = api.get("/health");
        if (output.json()) {
            around.out().println(OutputOptions.pretty(health));
            return ExitCode.DONE;
        }
        around.out()
                .println(
                        "Mosaic at %s is %s, up for %d s"
                                .formatted(
                                        api.url(),
                                        TerminalText.line(health.path("status").asString("?")),
                                        health.path("uptime").asLong()));
        var live = api.get("/api/runner-jobs?live=true&limit=50").path("jobs");
        around.out().println(live.isEmpty() ? "No job runs or waits" : JobText.table(live));
        return ExitCode.DONE;
    }
}
