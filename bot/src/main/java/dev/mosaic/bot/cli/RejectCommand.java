package dev.mosaic.bot.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mosaic reject} */
@Command(
        name = "reject",
        mixinStandardHelpOptions = true,
        description = "Sends the change that a job asks about back to the agent, with a reason.")
final class RejectCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();

    @Parameters(index = "0", paramLabel = "JOB", description = "the job")
    private String job = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "REASON",
            description = "what the agent should do otherwise")
    private List<String> reason = List.of();

    @Option(
            names = "--repo",
            paramLabel = "OWNER/NAME",
            description = "the repository of a bare issue number")
    private @Nullable String repo;

    RejectCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        var api = around.api(output);
        var found = new JobNames(api).find(job, repo);
        var changed =
                api.post(
                        JobNames.path(found) + "/reject",
                        Map.of("reason", String.join(" ", reason)));
        output.print(around.out(), changed, JobText.line(changed));
        return ExitCode.DONE;
    }
}
