package dev.mosaic.stitcher.api.problem;

import dev.mosaic.stitcher.failure.Failure;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientException;
import java.util.concurrent.TimeoutException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import reactor.core.Exceptions;

/** Tells a database that is away from a bug: the first passes by itself. */
public final class Outage {
    private static final int LONGEST_CHAIN = 20;

    private Outage() {}

    /** True if the same request can succeed a little later. */
    public static boolean isOne(Throwable error) {
        var cause = Exceptions.unwrap(error);
        for (var depth = 0; cause != null && depth < LONGEST_CHAIN; depth++) {
            if (isOutageItself(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isOutageItself(Throwable error) {
        return switch (error) {
            case Failure.Later _,
                    R2dbcNonTransientResourceException _,
                    R2dbcTransientException _,
                    DataAccessResourceFailureException _,
                    TransientDataAccessException _,
                    CannotCreateTransactionException _,
                    TimeoutException _ ->
                    true;
            case R2dbcException vendor -> isShutdown(vendor);
            default -> false;
        };
    }

    /** 08: connection lost. 57P: the server stops, starts, or ended the session. */
    private static boolean isShutdown(R2dbcException error) {
        var state = error.getSqlState();
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }
}
