package dev.mosaic.bot.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mosaic logs} */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Prints what the agents and gates of a job printed.")
final class LogsCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();

    @Parameters(index = "0", paramLabel = "JOB", description = "the job")
    private String job = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "STAGE",
            description = "only this stage: context, weave, inspect, publish, report")
    private @Nullable String stage;

    @Option(
            names = "--repo",
            paramLabel = "OWNER/NAME",
            description = "the repository of a bare issue number")
    private @Nullable String repo;

    LogsCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        var api = around.api(output);
        var found = new JobNames(api).find(job, repo);
        var query = stage == null ? "" : "?stage=" + Api.encode(stage);
        var text = PlainText.block(api.text(JobNames.path(found) + "/log" + query));
        if (output.json) {
            OutputOptions.jsonLine(
                    around.out(), Map.of("job", found.path("id").asString(), "log", text));
        } else {
            around.out().print(text.isEmpty() ? "Nothing was printed so far\n" : text);
        }
        return ExitCode.DONE;
    }
}
