package dev.mosaic.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What the command line chose.
 *
 * @param figures names of figures; {@code all} for every one
 * @param rounds how many rounds count, after one for warm-up
 * @param scale multiplies how long a window is and how many jobs it has; below 1 only to try out
 * @param peers whether peers are measured too
 * @param churn how many jobs the churn has
 * @param folder where results go, and the stores live while it runs
 * @param jar the program; where there is none, its classes are run
 */
record Options(
        List<String> figures,
        int rounds,
        double scale,
        boolean peers,
        int churn,
        Path folder,
        Path jar) {
    static Options fromProperties() {
        return new Options(
                Arrays.stream(System.getProperty("bench", "all").split(","))
                        .map(String::strip)
                        .toList(),
                Integer.getInteger("bench.rounds", 5),
                Double.parseDouble(System.getProperty("bench.scale", "1.0")),
                Boolean.parseBoolean(System.getProperty("bench.peers", "true")),
                Integer.getInteger("bench.churn", 10_000),
                Path.of(System.getProperty("bench.folder", "target/bench")).toAbsolutePath(),
                Path.of(System.getProperty("bench.jar", "target/none.jar")).toAbsolutePath());
    }

    boolean wants(String figure) {
        return figures.contains("all") || figures.contains(figure);
    }

    /** So many, but at least {@code least}. */
    int scaled(int count, int least) {
        return (int) Math.max(least, Math.round(count * scale));
    }
}
