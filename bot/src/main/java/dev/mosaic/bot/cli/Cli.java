package dev.mosaic.bot.cli;

import dev.mosaic.bot.cli.client.NoServer;
import dev.mosaic.bot.cli.client.Refused;
import dev.mosaic.bot.cli.console.ExitCode;
import dev.mosaic.bot.cli.console.Surroundings;
import dev.mosaic.bot.launch.Variables;
import dev.mosaic.stitcher.failure.Failure;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The way into the program. */
public final class Cli {
    private static final Set<String> ABOUT = Set.of("-h", "--help", "-V", "--version");

    private Cli() {}

    /**
     * Runs one command to its end.
     *
     * @param program the class that Spring Boot starts
     * @return the exit code of the process
     */
    public static int run(Class<?> program, String... args) {
        try {
            var console = System.console();
            return run(
                    new Surroundings(
                            program,
                            Variables.of(System.getenv()),
                            System.in,
                            System.out,
                            System.err,
                            console != null && console.isTerminal()),
                    args);
        } catch (Failure e) {
            System.err.println("mosaic: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    static int run(Surroundings surroundings, String... args) {
        var line = new CommandLine(new MosaicCommand(), new Commands(surroundings));
        line.setOut(writer(surroundings.out()));
        line.setErr(writer(surroundings.err()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(
                (thrown, _, _) -> explain(surroundings.err(), thrown, args));
        var words =
                args.length == 0 || args[0].startsWith("-") && !ABOUT.contains(args[0])
                        ? Stream.concat(Stream.of("serve"), Arrays.stream(args))
                                .toArray(String[]::new)
                        : args;
        return line.execute(words);
    }

    private static int explain(PrintStream err, Exception thrown, String... args) {
        var code =
                switch (thrown) {
                    case NoServer _ -> ExitCode.NO_SERVER;
                    case Refused _ -> ExitCode.FAILED;
                    case Failure _ -> ExitCode.FAILED;
                    case InterruptedException _ -> ExitCode.FAILED;
                    default -> ExitCode.INTERNAL;
                };
        if (code == ExitCode.INTERNAL) {
            err.println(
                    "mosaic: This is a bug in Mosaic: %s. Please report it, with what `--debug` prints."
                            .formatted(thrown));
        } else {
            err.println(
                    "mosaic: "
                            + (thrown instanceof InterruptedException
                                    ? "stopped before it was done"
                                    : thrown.getMessage()));
        }
        if (Arrays.asList(args).contains("--debug")) {
            thrown.printStackTrace(err);
        }
        return code;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    /** Gives each command its surroundings. */
    private record Commands(Surroundings surroundings) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            for (var constructor : type.getDeclaredConstructors()) {
                if (Arrays.equals(
                        constructor.getParameterTypes(), new Class<?>[] {Surroundings.class})) {
                    // a room exports its commands, but not how they are made
                    constructor.setAccessible(true);
                    return type.cast(constructor.newInstance(surroundings));
                }
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
