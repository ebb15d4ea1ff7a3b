package dev.mosaic.stitcher.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.testkit.Postgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.core.io.ClassPathResource;

/** Each migration must work on a database that is in use, so each meets the rows of all before. */
class MigrationsTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private static final String LOCATION = "classpath:db/migration";

    @Test
    void everyMigrationWorksOnADatabaseWithRows() throws Exception {
        var url = emptyDatabase();
        var migrations = migrations(url);

        for (var migration : migrations) {
            upTo(url, migration.getVersion());
            load(url, dataOf(migration));
        }

        assertThat(migrations).isNotEmpty();
        assertThat(flyway(url).load().info().pending()).isEmpty();
    }

    @Test
    void everyMigrationHasItsRows() {
        assertThat(migrations(emptyDatabase()))
                .allSatisfy(migration ->
                        assertThat(dataOf(migration).exists())
                                .as("src/test/resources/%s", dataOf(migration).getPath())
                                .isTrue());
    }

    private static ClassPathResource dataOf(MigrationInfo migration) {
        return new ClassPathResource("db/data/" + migration.getScript());
    }

    private static List<MigrationInfo> migrations(String url) {
        return Arrays.asList(flyway(url).load().info().all());
    }

    private static void upTo(String url, MigrationVersion version) {
        flyway(url).target(version).load().migrate();
    }

    private static void load(String url, ClassPathResource data) throws IOException, SQLException {
        try (var connection = DriverManager.getConnection(url, "postgres", "");
                var statement = connection.createStatement()) {
            statement.execute(data.getContentAsString(StandardCharsets.UTF_8));
        }
    }

    private static org.flywaydb.core.api.configuration.FluentConfiguration flyway(String url) {
        return Flyway.configure().dataSource(url, "postgres", "").locations(LOCATION);
    }

    private static String emptyDatabase() {
        var name = "m_" + UUID.randomUUID().toString().replace('-', '_');
        postgres.client().sql("create database " + name).then().block();
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(postgres.port(), name);
    }
}
