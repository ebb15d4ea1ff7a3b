package dev.mosaic.bot.cli.server;

import dev.mosaic.bot.chat.Terminal;
import dev.mosaic.bot.cli.console.ExitCode;
import dev.mosaic.bot.cli.console.OutputOptions;
import dev.mosaic.bot.cli.console.Surroundings;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mosaic serve} */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Runs Mosaic here, and talks with whoever sits at the terminal.",
            "Commands can also come from a pipe: they are worked off, and Mosaic ends with their end."
                    + " Without a terminal and without a single line of input (a service, /dev/null)"
                    + " it serves until it is stopped."
        })
public final class ServeCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin private OutputOptions output = new OutputOptions();
    @Mixin private SandboxOption sandbox = new SandboxOption();

    @Option(
            names = "--no-prompt",
            description = "Read no commands from the input; serve until stopped.")
    private boolean noPrompt;

    ServeCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var running = Running.start(around, output, sandbox.settings())) {
            if (!noPrompt) {
                var input = new Noticing(around.in());
                running.server().part(Terminal.class).converse(input);
                if (around.interactive() || input.sawSomething()) {
                    return ExitCode.DONE;
                }
            }
            running.server().awaitEnd();
            return ExitCode.DONE;
        }
    }

    /** Remembers whether anything came. An input that is closed is one that is empty. */
    private static final class Noticing extends FilterInputStream {
        private volatile boolean saw;

        Noticing(InputStream in) {
            super(in);
        }

        boolean sawSomething() {
            return saw;
        }

        @Override
        public int read() throws IOException {
            try {
                return noticed(super.read());
            } catch (IOException e) {
                return ended(e);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return noticed(super.read(bytes, offset, length));
            } catch (IOException e) {
                return ended(e);
            }
        }

        private int noticed(int result) {
            saw |= result >= 0;
            return result;
        }

        private int ended(IOException e) throws IOException {
            if (saw) {
                throw e;
            }
            return -1;
        }
    }
}
