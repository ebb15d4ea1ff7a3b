package dev.mosaic.bot.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.checkup.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeCheckupTest {
    @TempDir Path temp;

    @Test
    void aHomeThatIsNotMadeYetIsJudgedByWhereItWillBe() {
        var home = temp.resolve("not/yet").toString();

        assertThat(new HomeCheckup(home).look())
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).startsWith(home));
    }

    @Test
    void aFileInItsPlaceIsTroubleWithACure() throws Exception {
        var file = Files.writeString(temp.resolve("file"), "").toString();

        assertThat(HomeCheckup.at(file))
                .isEqualTo(
                        new Finding.Trouble(
                                file + " cannot be written.",
                                "Mend its rights, or set MOSAIC_HOME to a folder of yours."));
    }

    @Test
    void aDiskThatIsNearlyFullIsToldBeforeItIsFull() {
        assertThat(HomeCheckup.room(Path.of("/home"), (1L << 30) - 1))
                .isEqualTo(
                        new Finding.Warning(
                                "/home has only 1023 MB free.",
                                "Make room, or set MOSAIC_HOME to another disk."));
        assertThat(HomeCheckup.room(Path.of("/home"), 1L << 30))
                .isEqualTo(new Finding.Fine("/home, 1 GB free."));
    }
}
