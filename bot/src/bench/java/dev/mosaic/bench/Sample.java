package dev.mosaic.bench;

import org.HdrHistogram.Histogram;

/**
 * One window of one arm, as it is written down. Latencies in milliseconds.
 *
 * @param round 0 is the warm-up
 * @param probeBefore inserts a second of one connection, just before
 * @param probeAfter and just after
 */
record Sample(
        String figure,
        String arm,
        int round,
        double p50,
        double p90,
        double p99,
        double p999,
        double max,
        long n,
        double perSecond,
        double probeBefore,
        double probeAfter) {
    private static final double MOST_MOVEMENT = 0.25;
    private static final double MILLIS = 1_000;

    static Sample of(String figure, String arm, int round, Outcome outcome, double[] probes) {
        var histogram = new Histogram(3);
        for (var micros : outcome.micros()) {
            histogram.recordValue(Math.max(0, micros));
        }
        return new Sample(
                figure,
                arm,
                round,
                histogram.getValueAtPercentile(50) / MILLIS,
                histogram.getValueAtPercentile(90) / MILLIS,
                histogram.getValueAtPercentile(99) / MILLIS,
                histogram.getValueAtPercentile(99.9) / MILLIS,
                histogram.getMaxValue() / MILLIS,
                histogram.getTotalCount(),
                outcome.perSecond(),
                probes[0],
                probes[1]);
    }

    /** The machine was the same before and after. */
    boolean calm() {
        return Math.abs(probeAfter / probeBefore - 1) <= MOST_MOVEMENT;
    }
}
