package dev.mosaic.bot.cli.job;

import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.bot.cli.client.EventStream;
import dev.mosaic.bot.cli.console.ExitCode;
import dev.mosaic.bot.cli.console.OutputOptions;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.cli.console.TerminalText;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Shows one job until it is over: a bar that moves where a person looks, lines elsewhere. */
final class Watching {
    private static final int BAR = 24;
    private static final int WIDTH = 78;

    private final PrintStream out;
    private final boolean json;
    private final boolean bar;
    private int percent;
    private String latest = "";

    Watching(Surroundings around, OutputOptions output) {
        this.out = around.out();
        this.json = output.json();
        this.bar = around.interactive() && !output.json();
    }

    /** Gives the exit code that tells how the job ended. */
    int watch(Api api, String name, @Nullable String repo) throws InterruptedException {
        var path = JobNames.path(new JobNames(api).find(name, repo));
        new EventStream(api)
                .read(path + "/events/stream", this::show, () -> !isLive(api.get(path)));
        var job = api.get(path);
        if (bar) {
            out.print("\r\033[K");
        }
        if (!json) {
            out.println(JobText.ending(job));
        }
        return job.path("status").asString("").equals("COMPLETED")
                ? ExitCode.DONE
                : ExitCode.FAILED;
    }

    private void show(JsonNode event) {
        if (json) {
            out.println(event);
            return;
        }
        // a retry begins again at nothing
        percent =
                event.path("type").asString("").equals("job.retried")
                        ? 0
                        : Math.clamp(event.path("data").path("percent").asInt(percent), 0, 100);
        var what = JobText.event(event);
        latest = what.isEmpty() ? latest : what;
        if (bar) {
            var done = percent * BAR / 100;
            var line =
                    "[%s%s] %3d %%  %s"
                            .formatted("#".repeat(done), "-".repeat(BAR - done), percent, latest);
            out.print("\r\033[K" + TerminalText.line(line, WIDTH));
            out.flush();
        } else if (!what.isEmpty()) {
            out.println("%3d %%  %s".formatted(percent, what));
        }
    }

    private static boolean isLive(JsonNode job) {
        return job.path("live").asBoolean(false);
    }
}
