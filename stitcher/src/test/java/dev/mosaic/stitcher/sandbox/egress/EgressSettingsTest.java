package dev.mosaic.stitcher.sandbox.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class EgressSettingsTest {
    @Test
    void settingsHaveDefaults() {
        assertThat(EgressScene.settings(Map.of()))
                .isEqualTo(
                        new EgressSettings(
                                List.of(),
                                List.of(),
                                32,
                                DataSize.ofGigabytes(2),
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(5)));
    }

    @Test
    void everyPropertyHasItsName() {
        var settings =
                EgressScene.settings(
                        Map.of(
                                "allow", "repo.test,Other.test:8443",
                                "private-hosts", "other.test",
                                "connections", "1",
                                "traffic", "2B",
                                "connect", "3s",
                                "idle", "4s"));

        assertThat(settings)
                .isEqualTo(
                        new EgressSettings(
                                List.of("repo.test", "Other.test:8443"),
                                List.of("other.test"),
                                1,
                                DataSize.ofBytes(2),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(4)));
        assertThat(settings.targets())
                .containsExactlyInAnyOrder(
                        new Target("repo.test", 443), new Target("other.test", 8443));
    }

    @ParameterizedTest
    @CsvSource({
        "allow, *.test",
        "allow, 10.0.0.1",
        "allow, '[::1]:443'",
        "allow, https://repo.test",
        "allow, repo.test:0",
        "private-hosts, other.test:80",
        "private-hosts, 10.0.0.0/8",
        "connections, 0",
        "connect, 0s",
        "idle, -1s"
    })
    void whatMakesNoSenseIsRefusedWithItsName(String name, String value) {
        assertThatThrownBy(() -> EgressScene.settings(Map.of(name, value)))
                .rootCause()
                .hasMessageContaining("mosaic.egress.")
                .hasMessageContaining(name);
    }
}
