package dev.mosaic.bot.cli;

/** The server said no. The message is for people: what happened, and what to do next. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
        super(message);
    }
}
