package dev.mosaic.bot.cli.server;

import dev.mosaic.bot.chat.Terminal;
import dev.mosaic.bot.cli.console.ExitCode;
import dev.mosaic.bot.cli.console.OutputOptions;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.cli.console.TerminalText;
import dev.mosaic.bot.demo.Demo;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mosaic demo} */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Shows the whole way of `@mosaic fix #1` on a sample repository, with a scripted agent."
                        + " Ends with exit code 0 if the change was proposed.")
public final class DemoCommand implements Callable<Integer> {
    /** The demo shows the same to everybody, and costs nobody anything. */
    private static final Map<String, String> SCRIPTED = Map.of("mosaic.engine.default", "scripted");

    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();
    @Mixin private SandboxOption sandbox = new SandboxOption();

    DemoCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        var settings = new HashMap<>(SCRIPTED);
        settings.putAll(sandbox.settings());
        try (var running = Running.start(around, output, settings)) {
            var server = running.server();
            var result =
                    server.part(Demo.class)
                            .run(
                                    server.part(Terminal.class),
                                    text -> around.out().println(TerminalText.block(text)));
            if (output.json()) {
                OutputOptions.jsonLine(around.out(), result.toMap());
            }
            return result.succeeded() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }
}
