package dev.mosaic.bot.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void theMedianIsInTheMiddleAndAPercentileIsAValueThatWasMeasured() {
        var some = of(40, 10, 30, 20);

        assertThat(some.median()).isEqualTo(25);
        assertThat(some.percentile(50)).isEqualTo(20);
        assertThat(some.percentile(99)).isEqualTo(40);
        assertThat(some.max()).isEqualTo(40);
        assertThat(some).hasToString("p50 25 ms, p99 40 ms, max 40 ms");
    }

    @Test
    void aRatioIsMadeWithinARound() {
        assertThat(of(10, 200, 30).by(of(10, 100, 10))).isEqualTo(2);
    }

    @Test
    void nothingMeasuredIsNoNumber() {
        assertThat(of().median()).isNaN();
        assertThat(of().percentile(99)).isNaN();
    }

    private static Latencies of(int... millis) {
        var latencies = new Latencies();
        for (var each : millis) {
            latencies.addNanos(each * 1_000_000L);
        }
        return latencies;
    }
}
