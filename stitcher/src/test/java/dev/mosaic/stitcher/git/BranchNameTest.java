package dev.mosaic.stitcher.git;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BranchNameTest {
    @ParameterizedTest
    @CsvSource({
        "Login fails, mosaic/7-login-fails",
        "'  Größe & Ärger: naïve café! ', mosaic/7-große-arger-naive-cafe",
        "日本語, mosaic/7",
        "'', mosaic/7",
        "../../main, mosaic/7-main",
        "x.lock, mosaic/7-x-lock",
        "'a@{b}~^:?*[\\', mosaic/7-a-b",
        "one two three four five six seven eight nine ten eleven twelve, mosaic/7-one-two-three-four-five-six-seven-eight-nine-ten"
    })
    void titlesBecomeSlugs(String title, String branch) {
        assertThat(BranchName.of(7, title)).isEqualTo(branch.replace("ß", "-"));
    }

    @Property
    void everyTitleMakesABranchThatGitTakes(@ForAll String title, @ForAll long number) {
        var issue = Math.abs(number % Integer.MAX_VALUE) + 1;

        assertThat(BranchName.of(issue, title))
                .matches("mosaic/" + issue + "(-[a-z0-9]+)*")
                .hasSizeLessThanOrEqualTo(60)
                .satisfies(name ->
                        assertThat(Repository.isValidRefName("refs/heads/" + name)).isTrue());
    }
}
