package dev.mosaic.bot.launch;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.access.ApiTokens;
import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.failure.Failure;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.R2dbcException;
import org.springframework.dao.DataAccessException;

/** Makes a token without a server, for whoever may write into its database anyway. */
public final class DirectTokens {
    private DirectTokens() {}

    /**
     * @throws Failure.Never with what to do, if {@code DATABASE_URL} does not lead to a database of
     *     Mosaic
     */
    public static ApiTokens.Made make(Variables variables, ApiTokens.Wanted wanted, Actor by)
            throws InterruptedException {
        var url = variables.get("DATABASE_URL");
        if (url == null) {
            throw new Failure.Never(
                    "--direct needs DATABASE_URL. Without one, start `mosaic serve` and leave"
                            + " --direct out.",
                    null);
        }
        var address = DatabaseAddress.parse(url);
        try {
            var tokens = ApiTokens.over(ConnectionFactories.get(options(address)));
            return Await.value(tokens.make(wanted, by));
        } catch (DataAccessException | R2dbcException e) {
            throw new Failure.Never(
                    ("The token could not be written into %s. Check DATABASE_URL, and that a server"
                                    + " of this release was started on it once.")
                            .formatted(address),
                    e);
        }
    }

    private static ConnectionFactoryOptions options(DatabaseAddress address) {
        var properties = address.properties();
        return ConnectionFactoryOptions.parse(String.valueOf(properties.get("spring.r2dbc.url")))
                .mutate()
                .option(
                        ConnectionFactoryOptions.USER,
                        String.valueOf(properties.get("spring.r2dbc.username")))
                .option(
                        ConnectionFactoryOptions.PASSWORD,
                        String.valueOf(properties.get("spring.r2dbc.password")))
                .build();
    }
}
