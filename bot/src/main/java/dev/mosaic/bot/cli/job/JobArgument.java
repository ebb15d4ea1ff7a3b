package dev.mosaic.bot.cli.job;

import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.bot.cli.client.Refused;
import dev.mosaic.bot.cli.console.ExitCode;
import dev.mosaic.bot.cli.console.OutputOptions;
import dev.mosaic.bot.cli.console.Surroundings;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The one job that a command is about, and how the command answers. */
final class JobArgument {
    @Mixin OutputOptions output = new OutputOptions();

    @Parameters(index = "0", paramLabel = "JOB", description = "the job")
    String name = "";

    @Option(
            names = "--repo",
            paramLabel = "OWNER/NAME",
            description = "the repository of a bare issue number")
    @Nullable String repo;

    /** The job as the API shows it. {@link Refused} with a sentence if there is none. */
    JsonNode find(Api api) throws InterruptedException {
        return new JobNames(api).find(name, repo);
    }

    /** Posts to a path of the job and prints what became of it. */
    int change(Surroundings around, String path, Map<String, ?> body) throws InterruptedException {
        var api = Api.of(around, output);
        var changed = api.post(JobNames.path(find(api)) + path, body);
        output.print(around.out(), changed, JobText.line(changed));
        return ExitCode.DONE;
    }

    /** Prints a text of the job; as JSON it stands under {@code member}. */
    int print(Surroundings around, JsonNode found, String member, String text, String otherwise) {
        if (output.json()) {
            OutputOptions.jsonLine(
                    around.out(), Map.of("job", found.path("id").asString(), member, text));
        } else {
            around.out().print(text.isEmpty() ? otherwise : text);
        }
        return ExitCode.DONE;
    }
}
