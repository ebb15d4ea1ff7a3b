package dev.mosaic.stitcher.sandbox.docker.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.Sidecar;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class ServiceSettingsTest {
    private static final Sidecar DB =
            new Sidecar("db", "postgres", Map.of(), List.of(), 5432, Duration.ofMinutes(1));

    private static ServiceSettings settings(Map<String, String> properties) {
        var named = new HashMap<String, String>();
        properties.forEach(
                (name, value) -> named.put("mosaic.sandbox.docker.services." + name, value));
        return new Binder(new MapConfigurationPropertySource(named))
                .bindOrCreate("mosaic.sandbox.docker", ServiceSettings.class);
    }

    @Test
    void noneIsAllowedByDefault() {
        assertThat(settings(Map.of()).services()).isEmpty();
        assertThatThrownBy(() -> settings(Map.of()).of(DB))
                .isInstanceOf(Failure.Never.class)
                .hasMessage(
                        "The service `db` of .mosaic.yml wants the image `postgres`, which is not allowed here. Let the operator name it by its digest with mosaic.sandbox.docker.services.postgres.image, or take `services` out of .mosaic.yml.");
    }

    @Test
    void anotherNameIsAnotherImage() {
        assertThatThrownBy(() ->
                        settings(Map.of("postgres-17.image", "i", "valkey.image", "i")).of(DB))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining(
                        "mosaic.sandbox.docker.services.postgres.image, or use one of those that are: postgres-17, valkey.");
    }

    @Test
    void aServiceHasLimitsByDefault() {
        assertThat(settings(Map.of("postgres.image", "i")).of(DB))
                .isEqualTo(
                        new Allowed(
                                "i",
                                DataSize.ofGigabytes(1),
                                BigDecimal.ONE,
                                DataSize.ofMegabytes(512),
                                List.of()));
    }

    @Test
    void everyPropertyHasItsName() {
        var all =
                Map.of(
                        "postgres.image", "i",
                        "postgres.memory", "2GB",
                        "postgres.cpus", "0.5",
                        "postgres.room", "3MB",
                        "postgres.writable", "/var/lib/mysql,/data");

        assertThat(settings(all).of(DB))
                .isEqualTo(
                        new Allowed(
                                "i",
                                DataSize.ofGigabytes(2),
                                new BigDecimal("0.5"),
                                DataSize.ofMegabytes(3),
                                List.of("/var/lib/mysql", "/data")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "data",
                "/data/",
                "/a/../b",
                "/a//b",
                "/a,exec",
                "/proc/x",
                "/sys",
                "/dev/shm"
            })
    void aFolderToWriteToIsAPlainOne(String folder) {
        var settings = Map.of("db.image", "i", "db.writable[0]", folder);

        assertThatThrownBy(() -> settings(settings))
                .hasRootCauseMessage(
                        "`%s` is no folder that a service may write to. Let `writable` in mosaic.sandbox.docker.services name folders such as /var/lib/mysql."
                                .formatted(folder));
    }

    @ParameterizedTest
    @CsvSource({"memory, 0B", "room, 0B", "cpus, 0", "cpus, -1"})
    void noServiceIsWithoutLimits(String name, String value) {
        assertThatThrownBy(() -> settings(Map.of("db.image", "i", "db." + name, value)))
                .rootCause()
                .hasMessageContaining("no service is without limits");
    }

    @Test
    void anImageIsCalledAsPoliciesCanCallIt() {
        assertThatThrownBy(() -> settings(Map.of("[postgres:17].image", "i")))
                .rootCause()
                .hasMessageContaining("small letters, digits and hyphens", "postgres:17");
    }

    @Test
    void whatAServiceRunsIsItsOwnCommandAfterWhatItsImagePutsFirst() {
        var defaults =
                new ImageDefaults("id", List.of("entry"), List.of("serve"), "", Set.of("/data"));

        assertThat(defaults.argv(DB)).containsExactly("entry", "serve");
        assertThat(
                        defaults.argv(
                                new Sidecar(
                                        "db",
                                        "postgres",
                                        Map.of(),
                                        List.of("a", "b"),
                                        5432,
                                        Duration.ofMinutes(1))))
                .containsExactly("entry", "a", "b");
        assertThat(defaults.begin()).isEqualTo("/");
        assertThat(defaults.writable(settings(Map.of("postgres.writable", "/x,/data")).of(DB)))
                .containsExactly("/data", "/x");
        assertThatThrownBy(() ->
                        new ImageDefaults("id", List.of(), List.of(), "/w", Set.of()).argv(DB))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("`command` into .mosaic.yml");
    }
}
