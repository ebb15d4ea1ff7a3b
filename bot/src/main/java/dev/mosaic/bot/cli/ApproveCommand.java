package dev.mosaic.bot.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mosaic approve} */
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        description = "Lets the change that a job asks about go on. `mosaic diff` shows it.")
final class ApproveCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();

    @Parameters(index = "0", paramLabel = "JOB", description = "the job")
    private String job = "";

    @Option(
            names = "--repo",
            paramLabel = "OWNER/NAME",
            description = "the repository of a bare issue number")
    private @Nullable String repo;

    ApproveCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        var api = around.api(output);
        var found = new JobNames(api).find(job, repo);
        var changed = api.post(JobNames.path(found) + "/approve", Map.of());
        output.print(around.out(), changed, JobText.line(changed));
        return ExitCode.DONE;
    }
}
