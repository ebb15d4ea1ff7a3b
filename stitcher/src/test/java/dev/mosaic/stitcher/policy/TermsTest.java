package dev.mosaic.stitcher.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.policy.Terms.Choice;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TermsTest {
    private static final Limits LIMITS =
            new Limits(Duration.ofMinutes(60), 60, 3, Duration.ofMinutes(10), 100);

    @Test
    void aRepositoryWithoutPolicyChangesNothing() {
        var terms = terms(Set.of());

        assertThat(terms.under(RepoPolicy.NONE)).isEqualTo(terms);
    }

    @Test
    void aRepositoryLowersLimits() {
        var limits = terms(Set.of()).under(policy(30, 20, 1)).limits();

        assertThat(limits).isEqualTo(new Limits(Duration.ofMinutes(30), 20, 1, LIMITS.gate(), 50));
    }

    @Test
    void aRepositoryNeverRaisesLimits() {
        assertThat(terms(Set.of()).under(policy(600, 600, 9)).limits()).isEqualTo(LIMITS);
    }

    @Test
    void whatTheCommandDidNotChooseIsTheRepositorys() {
        var terms = terms(Set.of()).under(policy(null, null, null));

        assertThat(terms.profile()).isEqualTo(GateProfile.MINIMAL);
        assertThat(terms.engine()).isEqualTo("other");
    }

    @Test
    void whatTheCommandChoseStays() {
        var terms = terms(Set.of(Choice.PROFILE, Choice.ENGINE)).under(policy(null, null, null));

        assertThat(terms.profile()).isEqualTo(GateProfile.STRICT);
        assertThat(terms.engine()).isEqualTo("scripted");
    }

    @Test
    void termsOfAJobThatAnEarlierReleaseTookInHaveTheDefault() {
        var stored =
                """
                {"wall": "PT5M", "turns": 7, "rounds": 2, "gate": "PT1M"}
                """;

        assertThat(JsonMapper.shared().readValue(stored, Limits.class))
                .isEqualTo(
                        new Limits(
                                Duration.ofMinutes(5),
                                7,
                                2,
                                Duration.ofMinutes(1),
                                Limits.DEFAULT.toolCalls()));
    }

    @Test
    void twiceUnderTheSamePolicyIsOnce() {
        var policy = policy(30, 90, 2);
        var once = terms(Set.of()).under(policy);

        assertThat(once.under(policy)).isEqualTo(once);
    }

    private static Terms terms(Set<Choice> chosen) {
        return new Terms(LIMITS, GateProfile.STRICT, "scripted", null, null, null, null, chosen);
    }

    private static RepoPolicy policy(
            @Nullable Integer wall, @Nullable Integer turns, @Nullable Integer rounds) {
        return new RepoPolicy(
                List.of(),
                GateProfile.MINIMAL,
                "other",
                wall,
                turns,
                rounds,
                turns == null ? null : turns * 5 / 2);
    }
}
