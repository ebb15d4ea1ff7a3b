package dev.mosaic.bot.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mosaic diff} */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Prints what a job has changed, or asks to be approved.")
final class DiffCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();

    @Parameters(index = "0", paramLabel = "JOB", description = "the job")
    private String job = "";

    @Option(
            names = "--repo",
            paramLabel = "OWNER/NAME",
            description = "the repository of a bare issue number")
    private @Nullable String repo;

    DiffCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        var api = around.api(output);
        var found = new JobNames(api).find(job, repo);
        var text = PlainText.block(api.text(JobNames.path(found) + "/diff"));
        if (output.json) {
            OutputOptions.jsonLine(
                    around.out(), Map.of("job", found.path("id").asString(), "diff", text));
        } else {
            around.out().print(text);
        }
        return ExitCode.DONE;
    }
}
