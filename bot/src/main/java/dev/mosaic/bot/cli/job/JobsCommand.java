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

/** {@code mosaic jobs} */
@Command(name = "jobs", mixinStandardHelpOptions = true, description = "Lists jobs, newest first.")
public final class JobsCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "only these: queued, running, completed, failed, cancelled, ...")
    private @Nullable String status;

    @Option(names = "--repo", paramLabel = "OWNER/NAME", description = "only of this repository")
    private @Nullable String repo;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "how many, at most 200 (default: ${DEFAULT-VALUE})")
    private int limit = 20;

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "the page that follows one")
    private @Nullable String cursor;

    JobsCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        var query = new StringBuilder("/api/runner-jobs?limit=").append(limit);
        if (status != null) {
            query.append("&status=").append(Api.encode(status));
        }
        if (repo != null) {
            query.append("&repo=").append(Api.encode(repo));
        }
        if (cursor != null) {
            query.append("&cursor=").append(Api.encode(cursor));
        }
        var page = Api.of(around, output).get(query.toString());
        var jobs = page.path("jobs");
        var text = jobs.isEmpty() ? "No jobs" : JobText.table(jobs);
        var next = page.path("next").asString("");
        output.print(
                around.out(),
                page,
                next.isEmpty() ? text : text + "\nOlder ones: --cursor " + TerminalText.line(next));
        return ExitCode.DONE;
    }
}
