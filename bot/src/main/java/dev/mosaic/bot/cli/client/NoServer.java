package dev.mosaic.bot.cli.client;

/** Nobody answers where the server should be. */
public final class NoServer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoServer(String url, Throwable cause) {
        super(
                """
                No Mosaic answers at %s. Start one with `mosaic serve`, or name another with \
                MOSAIC_URL=http://host:port.\
                """
                        .formatted(url),
                cause);
    }
}
