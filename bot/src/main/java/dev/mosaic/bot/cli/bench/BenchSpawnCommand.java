package dev.mosaic.bot.cli.bench;

import dev.mosaic.bot.bench.SpawnTrial;
import dev.mosaic.bot.cli.console.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mosaic bench spawn} */
@Command(
        name = "spawn",
        mixinStandardHelpOptions = true,
        description = {
            "How long an agent's container takes until its first command ran, beside a bare run of the same image.",
            "With mosaic.sandbox.docker.forwarder set also with a forwarder beside it."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:measured, whether the goals were met or not",
            "1:there is no engine or no image, or it was stopped",
            "2:the command line was not understood"
        })
final class BenchSpawnCommand implements Callable<Integer> {
    private final Surroundings around;

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Measuring measuring = new Measuring();

    @Option(
            names = "-n",
            paramLabel = "ROUNDS",
            description = "rounds that count, after one for warm-up (default: ${DEFAULT-VALUE})")
    private int rounds = 20;

    BenchSpawnCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        Measuring.mustBePositive(spec.commandLine(), "-n", rounds);
        return measuring.run(around, bench -> new SpawnTrial(bench).measure(rounds));
    }
}
