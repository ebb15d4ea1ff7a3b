package dev.mosaic.bot.cli.price;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mosaic prices} */
@Command(
        name = "prices",
        mixinStandardHelpOptions = true,
        description = "Shows and sets what models cost; for instance admins.",
        subcommands = {PricesListCommand.class, PricesSetCommand.class})
public final class PricesCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Say what to do: list or set.");
    }
}
