package dev.mosaic.bot.cli.price;

import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.bot.cli.console.ExitCode;
import dev.mosaic.bot.cli.console.OutputOptions;
import dev.mosaic.bot.cli.console.Surroundings;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mosaic prices set} */
@Command(
        name = "set",
        mixinStandardHelpOptions = true,
        description = {
            "Sets what a model costs, in USD per million tokens; 0 if it costs nothing.",
            "What was settled keeps its price."
        })
final class PricesSetCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "MODEL", description = "provider/name, as settings have it")
    private String model = "";

    @Option(names = "--input", required = true, paramLabel = "USD", description = "of what is read")
    private BigDecimal input = BigDecimal.ZERO;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "USD",
            description = "of what is written")
    private BigDecimal written = BigDecimal.ZERO;

    @Option(
            names = "--cache-read",
            paramLabel = "USD",
            description = "of what is read from a cache (default: as --input)")
    private @Nullable BigDecimal cacheRead;

    @Option(
            names = "--cache-write",
            paramLabel = "USD",
            description = "of what is put into one (default: 1.25 times --input)")
    private @Nullable BigDecimal cacheWrite;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "from when on, such as 2027-01-01T00:00:00Z (default: now)")
    private @Nullable String since;

    PricesSetCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        var wanted = new LinkedHashMap<String, Object>();
        wanted.put("model", model);
        wanted.put("input", input);
        wanted.put("output", written);
        wanted.put("cacheRead", cacheRead);
        wanted.put("cacheWrite", cacheWrite);
        wanted.put("since", since);
        wanted.values().removeIf(value -> value == null);
        var price = Api.of(around, output).post("/api/admin/prices", wanted);
        output.print(around.out(), price, PriceLine.of(price));
        return ExitCode.DONE;
    }
}
