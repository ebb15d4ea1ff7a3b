package dev.mosaic.bot.cli.job;

import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.bot.cli.client.Refused;
import dev.mosaic.bot.cli.console.ExitCode;
import dev.mosaic.bot.cli.console.OutputOptions;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.cli.console.TerminalText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mosaic kill-all} */
@Command(
        name = "kill-all",
        mixinStandardHelpOptions = true,
        description =
                "Ends every agent on every node at once, and starts nothing until somebody says `resume`. For instance admins.")
public final class KillAllCommand implements Callable<Integer> {
    private static final String WORDS = "kill all";

    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();

    @Option(
            names = "--confirm",
            paramLabel = "WORDS",
            description = "the words `kill all`, where nobody is there to type them")
    private @Nullable String confirm;

    @Parameters(arity = "0..*", paramLabel = "REASON", description = "why; kept in the audit")
    private List<String> reason = List.of();

    KillAllCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        var body = Map.of("confirm", confirmed(), "reason", String.join(" ", reason));
        var killing = Api.of(around, output).post("/api/agents/kill-all", body);
        output.print(around.out(), killing, TerminalText.block(killing.path("text").asString("")));
        return ExitCode.DONE;
    }

    private String confirmed() throws IOException {
        var typed = confirm;
        if (typed == null && around.interactive()) {
            around.err().print("This ends every agent on every node. Type `%s`: ".formatted(WORDS));
            around.err().flush();
            var line =
                    new BufferedReader(new InputStreamReader(around.in(), StandardCharsets.UTF_8))
                            .readLine();
            typed = line == null ? "" : line.strip();
        }
        if (!WORDS.equals(typed)) {
            throw new Refused(
                    "Nothing was killed. Type the words `%s` when asked, or give --confirm '%s'."
                            .formatted(WORDS, WORDS));
        }
        return WORDS;
    }
}
