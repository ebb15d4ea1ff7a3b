package dev.mosaic.bench;

/**
 * What one window of one arm gave.
 *
 * @param micros a latency for each thing that was done, in microseconds; may be empty
 * @param perSecond how many things were done in a second; 0 where that means nothing
 */
record Outcome(long[] micros, double perSecond) {
    static Outcome latencies(long[] micros) {
        return new Outcome(micros, 0);
    }

    static Outcome rate(double perSecond) {
        return new Outcome(new long[0], perSecond);
    }
}
