package dev.mosaic.bot.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mosaic retry} */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description = "Starts a job again that is over.")
final class RetryCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();

    @Parameters(index = "0", paramLabel = "JOB", description = "the job")
    private String job = "";

    @Parameters(
            index = "1..*",
            paramLabel = "TEXT",
            description = "what the agent should know this time")
    private List<String> text = List.of();

    @Option(
            names = "--repo",
            paramLabel = "OWNER/NAME",
            description = "the repository of a bare issue number")
    private @Nullable String repo;

    RetryCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        var api = around.api(output);
        var found = new JobNames(api).find(job, repo);
        var changed =
                api.post(
                        JobNames.path(found) + "/retry",
                        Map.of("instructions", String.join(" ", text)));
        output.print(around.out(), changed, JobText.line(changed));
        return ExitCode.DONE;
    }
}
