package dev.mosaic.stitcher.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.policy.RepoPolicy.Reading.Invalid;
import dev.mosaic.stitcher.policy.RepoPolicy.Reading.Valid;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceNeedsTest {
    private static final String NAME =
            "write at most five services below it that tests need, each by a name of small letters, digits and hyphens, such as `db: {image: postgres, port: 5432}`.";
    private static final String VARIABLES =
            "write at most 50 variables below it, each by a name of letters, digits and underscores, such as `POSTGRES_DB: app`; they are no secrets.";

    @Test
    void everyKeyIsRead() {
        assertThat(
                        services(
                                """
                                version: 1
                                services:
                                  db:
                                    image: postgres
                                    port: 5432
                                    environment: {POSTGRES_DB: app, PGPORT: 5432, TRUST: true, EMPTY: ""}
                                    command: [postgres, -c, "fsync=off"]
                                    within: 90s
                                  cache: {image: valkey-8, port: 6379}
                                """))
                .containsExactly(
                        new ServiceNeed(
                                "cache",
                                "valkey-8",
                                Map.of(),
                                List.of(),
                                6379,
                                Duration.ofMinutes(1)),
                        new ServiceNeed(
                                "db",
                                "postgres",
                                Map.of(
                                        "POSTGRES_DB", "app",
                                        "PGPORT", "5432",
                                        "TRUST", "true",
                                        "EMPTY", ""),
                                List.of("postgres", "-c", "fsync=off"),
                                5432,
                                Duration.ofSeconds(90)));
    }

    @ParameterizedTest
    @CsvSource({"1s, 1", "599s, 599", "600s, 600", "1m, 60", "10m, 600"})
    void theTimeIsAtMostTenMinutes(String within, int seconds) {
        assertThat(services(one("image: db, port: 5432, within: " + within)))
                .extracting(ServiceNeed::within)
                .containsExactly(Duration.ofSeconds(seconds));
    }

    @Test
    void noneIsWhatAFileWithoutThemSays() {
        assertThat(services("version: 1\nservices: {}")).isEmpty();
        assertThat(services("version: 1")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    image: db|`services.db.port` is missing (line 3): write the port on which the service listens when it is ready, a whole number from 1024 to 65535, such as `5432`.
                    port: 5432|`services.db.image` is missing (line 3): write the name of an image that the operator allows by mosaic.sandbox.docker.services, such as `postgres`.
                    image: db, port: 80|`services.db.port` (line 3) is `80`: write the port on which the service listens when it is ready, a whole number from 1024 to 65535, such as `5432`.
                    image: db, port: '5432'|`services.db.port` (line 3) is `5432`: write the port on which the service listens when it is ready, a whole number from 1024 to 65535, such as `5432`.
                    image: 'postgres:17', port: 5432|`services.db.image` (line 3) is `postgres:17`: write the name of an image that the operator allows by mosaic.sandbox.docker.services, such as `postgres`.
                    image: db, port: 5432, ports: 1|`services.db.ports` (line 3) is no key that Mosaic knows: did you mean `port`?
                    image: db, port: 5432, volumes: [/]|`services.db.volumes` (line 3) is no key that Mosaic knows: remove it, or use one of image, port, environment, command, within.
                    image: db, port: 5432, within: 11m|`services.db.within` (line 3) is `11m`: write how long the service may take to be ready, in seconds or minutes, up to `10m`, such as `90s`.
                    image: db, port: 5432, within: 601s|`services.db.within` (line 3) is `601s`: write how long the service may take to be ready, in seconds or minutes, up to `10m`, such as `90s`.
                    image: db, port: 5432, command: postgres|`services.db.command` (line 3) is `postgres`: write program and arguments as a list, such as `[postgres, -c, fsync=off]`, or leave it out for what the image runs by itself.
                    image: db, port: 5432, command: []|`services.db.command` (line 3) is a list: write program and arguments as a list, such as `[postgres, -c, fsync=off]`, or leave it out for what the image runs by itself.
                    image: db, port: 5432, command: [sh, 1]|`services.db.command.1` (line 3) is `1`: write one argument, a text of at most 4096 signs.
                    image: db, port: 5432, environment: {A: [1]}|`services.db.environment.A` (line 3) is a list: write the value of the variable, a text of at most 1000 signs; it is no secret.
                    image: db, port: 5432, environment: {A: "a\\0b"}|`services.db.environment.A` (line 3) is `a b`: write the value of the variable, a text of at most 1000 signs; it is no secret.
                    """)
    void everyProblemSaysWhereAndHowToMendIt(String service, String problem) {
        assertThat(problems(one(service))).containsExactly(problem);
    }

    @Test
    void namesAreThoseThatContainersAndShellsCanHave() {
        assertThat(problems("version: 1\nservices:\n  Db: {image: db, port: 5432}"))
                .containsExactly(
                        "`services.Db` (line 3) is no name that can be had there: " + NAME);
        assertThat(problems(one("image: db, port: 5432, environment: {A-B: 1}")))
                .containsExactly(
                        "`services.db.environment.A-B` (line 3) is no name that can be had there: "
                                + VARIABLES);
        assertThat(problems("version: 1\nservices: make"))
                .containsExactly("`services` (line 2) is `make`: " + NAME);
    }

    @Test
    void sizesAreLimited() {
        var six = new StringBuilder("version: 1\nservices:\n");
        for (var i = 0; i < 6; i++) {
            six.append("  s%d: {image: db, port: %d}\n".formatted(i, 5000 + i));
        }
        assertThat(problems(six.toString()))
                .containsExactly("`services` (line 2) is a group of keys: " + NAME);
        assertThat(
                        problems(
                                one(
                                        "image: db, port: 5432, environment: {A: %s}"
                                                .formatted("x".repeat(1001)))))
                .singleElement()
                .asString()
                .contains("at most 1000 signs");
        assertThat(problems(one("image: db, port: 5432, command: [%s]".formatted("x,".repeat(51)))))
                .hasSize(1);
    }

    @Test
    void twoCannotListenOnOnePortOfOneLoopback() {
        assertThat(
                        problems(
                                """
                                version: 1
                                services:
                                  db: {image: postgres, port: 5432}
                                  other:
                                    image: postgres
                                    port: 5432
                                """))
                .containsExactly(
                        "`services.other.port` (line 6) is that of `services.db`: all services share one loopback, so give each a port of its own.");
    }

    private static String one(String service) {
        return "version: 1\nservices:\n  db: {%s}".formatted(service);
    }

    private static List<ServiceNeed> services(String yaml) {
        return RepoPolicies.read(yaml) instanceof Valid(var policy) ? policy.services() : List.of();
    }

    private static List<String> problems(String yaml) {
        return RepoPolicies.read(yaml) instanceof Invalid(var problems) ? problems : List.of();
    }
}
