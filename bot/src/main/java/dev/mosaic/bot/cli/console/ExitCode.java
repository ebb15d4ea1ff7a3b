package dev.mosaic.bot.cli.console;

/** How commands end. Documented in the help of {@code mosaic} and kept for ever. */
public final class ExitCode {
    public static final int DONE = 0;

    /** The job failed or was cancelled, the request was refused, the program could not start. */
    public static final int FAILED = 1;

    /** The command line was not understood. */
    public static final int USAGE = 2;

    /** No server answers. */
    public static final int NO_SERVER = 3;

    /** A bug. */
    public static final int INTERNAL = 70;

    private ExitCode() {}
}
