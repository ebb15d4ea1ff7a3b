package dev.mosaic.bot.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.failure.Failure;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.PortInUseException;

class StartFailureTest {
    private static final DatabaseAddress DATABASE =
            DatabaseAddress.parse("postgres://me:hunter2@db/mosaic");

    @Test
    void aTakenPortNamesTheNextOne() {
        assertThat(explain(new IllegalStateException(new PortInUseException(3001))))
                .isEqualTo(
                        "Port 3001 is in use by another program. End that one, or choose another port: PORT=3002.");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsNamedWithoutItsPassword() {
        assertThat(
                        explain(
                                new IllegalStateException(
                                        new SQLException("Connection to db refused.", "08001"))))
                .contains("The database db:5432/mosaic cannot be used")
                .contains("DATABASE_URL")
                .doesNotContain("hunter2");
    }

    @Test
    void aFailureSpeaksForItself() {
        assertThat(explain(new IllegalStateException(new Failure.Never("Do this.", null))))
                .isEqualTo("Do this.");
    }

    @Test
    void anythingElseIsItsInnermostReasonAndThePlaceOfTheLog() {
        assertThat(
                        explain(
                                new IllegalStateException(
                                        "outer",
                                        new IllegalArgumentException("a.b is\n not set."))))
                .isEqualTo(
                        "Mosaic could not start: a.b is not set. The whole story stands in /logs/mosaic.log; `--debug` shows it here.");
    }

    private static String explain(RuntimeException thrown) {
        return StartFailure.explain(thrown, DATABASE, Path.of("/logs/mosaic.log")).getMessage();
    }
}
