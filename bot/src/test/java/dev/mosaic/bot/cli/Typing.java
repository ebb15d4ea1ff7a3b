package dev.mosaic.bot.cli;

import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.launch.Variables;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The command line in this process, with what was typed on it and what it printed. */
public final class Typing {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String input = "";
    private boolean interactive;

    /** From now on a person sits at both ends. */
    public void byAPerson() {
        interactive = true;
    }

    /** What the next commands read. */
    public Typing input(String text) {
        input = text;
        return this;
    }

    /** The exit code of one command. */
    public int run(Map<String, String> environment, String... words) {
        return Cli.run(
                new Surroundings(
                        Typing.class,
                        Variables.of(environment),
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        interactive),
                words);
    }

    /** All that was printed so far. */
    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** All that was printed to the other output so far. */
    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
