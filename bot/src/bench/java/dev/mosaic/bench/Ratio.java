package dev.mosaic.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * The median of the ratios of all rounds.
 *
 * @param low lower end of the bootstrapped 95 % confidence interval
 * @param high its upper end
 * @param rounds how many rounds it is made of
 */
record Ratio(double median, double low, double high, int rounds) {
    private static final int RESAMPLES = 10_000;

    /** The same samples give the same interval. */
    private static final long SEED = 20_261_127;

    static Ratio of(List<Double> ratios) {
        var values = ratios.stream().mapToDouble(Double::doubleValue).toArray();
        if (values.length == 0) {
            return new Ratio(Double.NaN, Double.NaN, Double.NaN, 0);
        }
        var random = new Random(SEED);
        var medians = new double[RESAMPLES];
        for (var i = 0; i < RESAMPLES; i++) {
            medians[i] =
                    median(
                            random.ints(values.length, 0, values.length)
                                    .mapToDouble(pick -> values[pick])
                                    .toArray());
        }
        Arrays.sort(medians);
        return new Ratio(
                median(values),
                medians[(int) (RESAMPLES * 0.025)],
                medians[(int) (RESAMPLES * 0.975)],
                values.length);
    }

    static double median(double... values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        var sorted = values.clone();
        Arrays.sort(sorted);
        var middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%.2f× [%.2f, %.2f], %d rounds", median, low, high, rounds);
    }
}
