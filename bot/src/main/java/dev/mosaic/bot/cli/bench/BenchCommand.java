package dev.mosaic.bot.cli.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mosaic bench} */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures containers of agents on this machine; needs no server.",
        subcommands = {BenchSpawnCommand.class, BenchKillCommand.class})
public final class BenchCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Say what to measure: spawn or kill.");
    }
}
