package dev.mosaic.bot.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long one thing took each time, in milliseconds. Not for many threads. */
final class Latencies {
    private static final double NANOS = 1_000_000;

    private final List<Double> millis = new ArrayList<>();

    void addNanos(long nanos) {
        millis.add(nanos / NANOS);
    }

    int count() {
        return millis.size();
    }

    double median() {
        var sorted = millis.stream().sorted().toList();
        var middle = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The value that so many of hundred stay at or below, by nearest rank. */
    double percentile(double percent) {
        var sorted = millis.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        var rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.max(0, rank - 1));
    }

    double max() {
        return percentile(100);
    }

    /** The median of what each time took by what the other took in the same round. */
    double by(Latencies other) {
        var ratios = new Latencies();
        for (var i = 0; i < Math.min(count(), other.count()); i++) {
            ratios.millis.add(millis.get(i) / other.millis.get(i));
        }
        return ratios.median();
    }

    /** For programs. */
    Map<String, Object> numbers() {
        var numbers = new LinkedHashMap<String, Object>();
        numbers.put("n", count());
        numbers.put("p50Millis", rounded(median()));
        numbers.put("p99Millis", rounded(percentile(99)));
        numbers.put("maxMillis", rounded(max()));
        return numbers;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    static String text(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
    }

    @Override
    public String toString() {
        return "p50 %s, p99 %s, max %s"
                .formatted(text(median()), text(percentile(99)), text(max()));
    }
}
