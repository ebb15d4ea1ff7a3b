package dev.mosaic.bot.cli.client;

/** The server said no. The message is for people: what happened, and what to do next. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Refused(String message) {
        super(message);
    }
}
