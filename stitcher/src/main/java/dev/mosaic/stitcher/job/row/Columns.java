package dev.mosaic.stitcher.job.row;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Values on their way into and out of PostgreSQL, for all stores of jobs. */
public final class Columns {
    private Columns() {}

    /** A value that is never null. */
    public static <T> T of(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }

    /** A text that is never null. */
    public static String text(Readable row, String column) {
        return of(row, column, String.class);
    }

    /** A number that is never null. */
    public static int number(Readable row, String column) {
        return of(row, column, Integer.class);
    }

    /** An enum's constant, which stands there by its name. */
    public static <E extends Enum<E>> E constant(Readable row, String column, Class<E> type) {
        return Enum.valueOf(type, text(row, column));
    }

    /** As {@link #constant}; null where the column is. */
    public static <E extends Enum<E>> @Nullable E constantOrNull(
            Readable row, String column, Class<E> type) {
        var name = row.get(column, String.class);
        return name == null ? null : Enum.valueOf(type, name);
    }

    /** A value to bind that may be null. */
    public static Parameter orNull(Class<?> type, @Nullable Object value) {
        return value == null ? Parameters.in(type) : Parameters.in(value);
    }

    /** As {@code make_interval(secs => …)} takes it. */
    public static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** PostgreSQL has no NUL in text; texts from outside may. */
    public static String storable(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }

    /** As {@link #storable(String)}, cut after {@code limit} characters. */
    public static String storable(String text, int limit) {
        if (text.length() <= limit) {
            return storable(text);
        }
        var end = Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
        return storable(text.substring(0, end)) + "…";
    }
}
