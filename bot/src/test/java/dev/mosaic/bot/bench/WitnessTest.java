package dev.mosaic.bot.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class WitnessTest {
    private final String mark = UUID.randomUUID() + ".";

    @Test
    void whoCarriesTheMarkIsSeenUntilItIsDead() throws Exception {
        var builder = new ProcessBuilder("sleep", "1000");
        builder.environment().put(Bench.MARK, mark);
        var process = builder.start();
        try {
            assertThat(Witness.awaits(mark, 1, Duration.ofSeconds(60))).isTrue();
            assertThat(Witness.count(UUID.randomUUID() + ".")).isZero();
        } finally {
            process.destroyForcibly();
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> Witness.count(mark) == 0);
    }

    @Test
    void whoDoesNotComeIsNotWaitedForForEver() throws Exception {
        assertThat(Witness.awaits(mark, 1, Duration.ofMillis(20))).isFalse();
    }
}
