package dev.mosaic.stitcher.run;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** How limits are told to people. */
final class Amounts {
    private Amounts() {}

    static String words(Duration duration) {
        if (duration.toSecondsPart() == 0 && duration.toMillisPart() == 0) {
            return duration.toMinutes() == 1 ? "1 minute" : duration.toMinutes() + " minutes";
        }
        return duration.toMillisPart() == 0
                ? duration.toSeconds() + " seconds"
                : duration.toMillis() + " ms";
    }

    static String words(DataSize size) {
        return size.toBytes() % (1 << 20) == 0
                ? size.toMegabytes() + " MB"
                : "%,d bytes".formatted(size.toBytes());
    }
}
