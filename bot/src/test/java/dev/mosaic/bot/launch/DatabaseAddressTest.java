package dev.mosaic.bot.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://me:p%40ss+1@db.example:6543/mosaic",
                "postgresql://me:p%40ss+1@db.example:6543/mosaic",
                "jdbc:postgresql://db.example:6543/mosaic?user=me&password=p%40ss+1",
                "r2dbc:postgresql://me:p%40ss+1@db.example:6543/mosaic",
            })
    void everyCommonFormIsRead(String text) {
        assertThat(DatabaseAddress.parse(text))
                .isEqualTo(
                        new DatabaseAddress(
                                "db.example", 6543, "mosaic", "me", "p@ss+1", Map.of()));
    }

    @Test
    void bothDriversGetTheSamePlaceAndTheirOwnWordForTls() {
        assertThat(DatabaseAddress.parse("postgres://me:pw@db/mosaic?sslmode=require").properties())
                .containsEntry(
                        "spring.r2dbc.url", "r2dbc:postgresql://db:5432/mosaic?sslMode=require")
                .containsEntry("spring.r2dbc.username", "me")
                .containsEntry("spring.r2dbc.password", "pw")
                .containsEntry(
                        "spring.flyway.url", "jdbc:postgresql://db:5432/mosaic?sslmode=require")
                .containsEntry("spring.flyway.user", "me")
                .containsEntry("spring.flyway.password", "pw");
    }

    @Test
    void anAddressOfTheNewKindKeepsItsBrackets() {
        assertThat(DatabaseAddress.parse("postgres://me@[::1]/mosaic").properties())
                .containsEntry("spring.r2dbc.url", "r2dbc:postgresql://[::1]:5432/mosaic");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://me:hunter2@db/mosaic",
                "postgres://me:hunter2@db",
                "postgres://me:hunter2@db/a/b",
                "postgres://me:hunter2@d b/mosaic",
                "hunter2",
            })
    void anythingElseIsRefusedWithoutRepeatingThePassword(String text) {
        assertThatThrownBy(() -> DatabaseAddress.parse(text))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("postgres://user:password@host:5432/database")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @Test
    void itsPrintedFormHasNoPassword() {
        assertThat(DatabaseAddress.parse("postgres://me:hunter2@db/mosaic"))
                .hasToString("db:5432/mosaic");
    }
}
