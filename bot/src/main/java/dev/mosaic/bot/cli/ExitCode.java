package dev.mosaic.bot.cli;

/** How commands end. Documented in the help of {@code mosaic} and kept for ever. */
final class ExitCode {
    static final int DONE = 0;

    /** The job failed or was cancelled, the request was refused, the program could not start. */
    static final int FAILED = 1;

    /** The command line was not understood. */
    static final int USAGE = 2;

    /** No server answers. */
    static final int NO_SERVER = 3;

    /** A bug. */
    static final int INTERNAL = 70;

    private ExitCode() {}
}
