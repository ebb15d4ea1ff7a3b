package dev.mosaic.bot.launch;

import dev.mosaic.stitcher.failure.Failure;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.PortInUseException;

/** Turns what Spring threw into one sentence that says what to do. */
final class StartFailure {
    private StartFailure() {}

    /**
     * @param log where the whole story stands; null if it went to the console
     */
    static Failure.Never explain(
            RuntimeException thrown, DatabaseAddress database, @Nullable Path log) {
        var cause = (Throwable) thrown;
        var root = cause;
        for (; cause != null; cause = cause.getCause()) {
            root = cause;
            switch (cause) {
                case Failure failure -> {
                    return new Failure.Never(String.valueOf(failure.getMessage()), thrown);
                }
                case PortInUseException port -> {
                    return portTaken(port.getPort(), thrown);
                }
                case SQLException sql when isAboutTheConnection(sql) -> {
                    return new Failure.Never(
                            "The database %s cannot be used: %s. Check DATABASE_URL, and that the server runs."
                                    .formatted(database, line(sql.getMessage())),
                            thrown);
                }
                default -> {}
            }
        }
        return new Failure.Never(
                "Mosaic could not start: %s. %s"
                        .formatted(
                                line(root.getMessage() == null
                                                ? root.toString()
                                                : root.getMessage())
                                        .replaceFirst("\\.$", ""),
                                log == null
                                        ? "The log above tells more."
                                        : "The whole story stands in %s; `--debug` shows it here."
                                                .formatted(log)),
                thrown);
    }

    static Failure.Never portTaken(int port, Throwable cause) {
        if (String.valueOf(cause.getMessage()).contains("Permission denied")) {
            return new Failure.Never(
                    "Port %d may not be opened by this user. Choose one above 1023: PORT=3001."
                            .formatted(port),
                    cause);
        }
        return new Failure.Never(
                "Port %d is in use by another program. End that one, or choose another port: PORT=%d."
                        .formatted(port, port == 65_535 ? 3001 : port + 1),
                cause);
    }

    /** Class 08: connection, 28: login, 3D: no such database. */
    private static boolean isAboutTheConnection(SQLException e) {
        var state = String.valueOf(e.getSQLState());
        return state.startsWith("08")
                || state.startsWith("28")
                || state.startsWith("3D")
                || e.getCause() instanceof ConnectException
                || e.getCause() instanceof UnknownHostException;
    }

    private static String line(@Nullable String text) {
        return String.valueOf(text).strip().replaceAll("\\s+", " ");
    }
}
