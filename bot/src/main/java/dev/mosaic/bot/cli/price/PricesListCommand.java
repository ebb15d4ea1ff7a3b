package dev.mosaic.bot.cli.price;

import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.bot.cli.console.ExitCode;
import dev.mosaic.bot.cli.console.OutputOptions;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.cli.console.TerminalText;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mosaic prices list} */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Lists what models cost and did cost, in USD per million tokens.",
            "Those that were added last come first."
        })
final class PricesListCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "MODEL",
            description = "only of this one: provider/name")
    private @Nullable String model;

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "the next page")
    private @Nullable String cursor;

    PricesListCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        var page = Api.of(around, output).get(path());
        var lines = new ArrayList<String>();
        page.path("prices").forEach(price -> lines.add(PriceLine.of(price)));
        if (lines.isEmpty()) {
            lines.add("No prices: settings become one when their model is asked for first");
        }
        var next = page.path("next").asString("");
        if (!next.isEmpty()) {
            lines.add("Older ones: --cursor " + TerminalText.line(next));
        }
        output.print(around.out(), page, String.join("\n", lines));
        return ExitCode.DONE;
    }

    private String path() {
        var path = new StringBuilder("/api/admin/prices?limit=200");
        if (model != null) {
            path.append("&model=").append(Api.encode(model));
        }
        if (cursor != null) {
            path.append("&cursor=").append(Api.encode(cursor));
        }
        return path.toString();
    }
}
