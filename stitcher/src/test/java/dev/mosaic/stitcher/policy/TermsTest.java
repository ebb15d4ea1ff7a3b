package dev.mosaic.stitcher.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.policy.Terms.Choice;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TermsTest {
    private static final Limits LIMITS =
            new Limits(Duration.ofMinutes(60), 60, 3, Duration.ofMinutes(10));

    @Test
    void aRepositoryWithoutPolicyChangesNothing() {
        var terms = terms(Set.of());

        assertThat(terms.under(RepoPolicy.NONE)).isEqualTo(terms);
    }

    @Test
    void aRepositoryLowersLimits() {
        var limits = terms(Set.of()).under(policy(30, 20, 1)).limits();

        assertThat(limits).isEqualTo(new Limits(Duration.ofMinutes(30), 20, 1, LIMITS.gate()));
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
    void twiceUnderTheSamePolicyIsOnce() {
        var policy = policy(30, 90, 2);
        var once = terms(Set.of()).under(policy);

        assertThat(once.under(policy)).isEqualTo(once);
    }

    private static Terms terms(Set<Choice> chosen) {
        return new Terms(LIMITS, GateProfile.STRICT, "scripted", null, null, chosen);
    }

    private static RepoPolicy policy(
            @Nullable Integer wall, @Nullable Integer turns, @Nullable Integer rounds) {
        return new RepoPolicy(List.of(), GateProfile.MINIMAL, "other", wall, turns, rounds);
    }
}
