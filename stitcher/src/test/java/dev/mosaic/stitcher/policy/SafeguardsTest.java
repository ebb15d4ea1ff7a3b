package dev.mosaic.stitcher.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.policy.RepoPolicy.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeguardsTest {
    @Test
    void everyKeyIsRead() {
        assertThat(
                        read(
                                """
                                version: 1
                                publish: hold
                                approvals: others
                                least_profile: standard
                                protected: {change: reject, paths: [deploy/**, "*.tf"]}
                                limits: {files: 7, lines: 70, bytes: 2MB}
                                """))
                .isEqualTo(
                        new Safeguards(
                                new Safeguards.Protection(true, List.of("deploy/**", "*.tf")),
                                new Safeguards.Size(7, 70, 2L << 20),
                                Safeguards.Publish.HOLD,
                                true,
                                GateProfile.STANDARD));
    }

    @Test
    void protectionMayBeJustAWordOrAList() {
        assertThat(read("version: 1\nprotected: reject\n").protection())
                .isEqualTo(new Safeguards.Protection(true, List.of()));
        assertThat(read("version: 1\nprotected: approve\n").protection())
                .isEqualTo(new Safeguards.Protection(false, List.of()));
        assertThat(read("version: 1\nprotected: [deploy]\n").protection())
                .isEqualTo(new Safeguards.Protection(false, List.of("deploy")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "publish: fork | `fork` is not built yet",
                "protected: never | `protected` (line 2) is `never`",
                "protected: [7] | write a path or a glob",
                "approvals: me | write `others`",
                "limits: {bytes: 2} | such as `500KB`",
            })
    void whatIsNotKnownIsRefusedWithTheMend(String line, String sentence) {
        var reading = (Reading.Invalid) RepoPolicies.read("version: 1\n" + line + "\n");

        assertThat(reading.problems()).singleElement().asString().contains(sentence);
    }

    @Test
    void aCommandCannotChooseLessThanTheLeastProfile() {
        var policy = policy("version: 1\nleast_profile: standard\n");

        assertThat(asking(GateProfile.MINIMAL).under(policy).profile())
                .isEqualTo(GateProfile.STANDARD);
        assertThat(asking(GateProfile.STRICT).under(policy).profile())
                .isEqualTo(GateProfile.STRICT);
    }

    private static Terms asking(GateProfile profile) {
        var limits = new Limits(Duration.ofMinutes(1), 1, 1, Duration.ofMinutes(1), 1);
        return new Terms(
                limits, profile, "scripted", null, null, null, null, Set.of(Terms.Choice.PROFILE));
    }

    private static Safeguards read(String yaml) {
        return policy(yaml).safeguards();
    }

    private static RepoPolicy policy(String yaml) {
        return ((Reading.Valid) RepoPolicies.read(yaml)).policy();
    }
}
