package dev.mosaic.stitcher.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.checkup.Checkup;
import dev.mosaic.stitcher.checkup.Finding;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DoctorTest {
    private interface Look {
        List<Finding> look() throws InterruptedException;
    }

    /** A part that says what a test laid out. */
    private record Part(String subject, Look answer) implements Checkup {
        @Override
        public List<Finding> look() throws InterruptedException {
            return answer.look();
        }
    }

    @Test
    void aPartThatHangsOrBreaksIsTroubleAndHidesNoOther() throws InterruptedException {
        var well = new Part("c", () -> List.of(new Finding.Fine("All is well.")));
        var broken =
                new Part(
                        "b",
                        () -> {
                            throw new IllegalStateException("secret detail");
                        });
        var hanging =
                new Part(
                        "a",
                        () -> {
                            new CountDownLatch(1).await();
                            return List.of();
                        });

        var reports =
                new Doctor(List.of(well, broken, hanging)).examine(Duration.ofMillis(200));

        assertThat(reports).extracting(Doctor.Report::subject).containsExactly("a", "b", "c");
        assertThat(reports)
                .extracting(report -> report.findings().getFirst().text())
                .containsExactly(
                        "It did not answer in time.", "It could not be looked at.", "All is well.");
        assertThat(reports.toString()).doesNotContain("secret detail");
    }
}
