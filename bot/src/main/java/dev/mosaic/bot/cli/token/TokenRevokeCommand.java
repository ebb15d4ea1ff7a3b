package dev.mosaic.bot.cli.token;

import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.bot.cli.console.ExitCode;
import dev.mosaic.bot.cli.console.OutputOptions;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.cli.console.TerminalText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mosaic token revoke} */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = "Makes a token worthless, at once and for good.")
final class TokenRevokeCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "ID", description = "its number, as `mosaic token list` shows it")
    private long id;

    TokenRevokeCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        var token = Api.of(around, output).delete("/api/admin/tokens/" + id);
        output.print(
                around.out(),
                token,
                "Token %d (%s) opens nothing any more"
                        .formatted(id, TerminalText.line(token.path("name").asString(""), 80)));
        return ExitCode.DONE;
    }
}
