package dev.mosaic.bot.cli.bench;

import dev.mosaic.bot.bench.KillTrial;
import dev.mosaic.bot.cli.console.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mosaic bench kill} */
@Command(
        name = "kill",
        mixinStandardHelpOptions = true,
        description = {
            "How long a kill takes until everything is proven gone, beside the engine's own kill, and whether anything survives.",
            "A third of --kills are fork bombs, a third ignore signals."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing survived, whether the goals of time were met or not",
            "1:something survived, there is no engine or no image, or it was stopped",
            "2:the command line was not understood"
        })
final class BenchKillCommand implements Callable<Integer> {
    private final Surroundings around;

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Measuring measuring = new Measuring();

    @Option(
            names = "-n",
            paramLabel = "ROUNDS",
            description =
                    "rounds of a kill beside a bare one, after one for warm-up (default: ${DEFAULT-VALUE})")
    private int rounds = 20;

    @Option(
            names = "--at-once",
            paramLabel = "COUNT",
            description = "how many are killed at the same time (default: ${DEFAULT-VALUE})")
    private int atOnce = 20;

    @Option(
            names = "--kills",
            paramLabel = "COUNT",
            description = "how many are killed one after the other (default: ${DEFAULT-VALUE})")
    private int kills = 100;

    BenchKillCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        Measuring.mustBePositive(spec.commandLine(), "-n", rounds);
        Measuring.mustBePositive(spec.commandLine(), "--at-once", atOnce);
        Measuring.mustBePositive(spec.commandLine(), "--kills", kills);
        var counts = new KillTrial.Counts(rounds, atOnce, kills);
        return measuring.run(around, bench -> new KillTrial(bench).measure(counts));
    }
}
