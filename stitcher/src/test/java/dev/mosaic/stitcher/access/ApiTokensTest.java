package dev.mosaic.stitcher.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.testkit.Postgres;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Resources.SYSTEM_OUT)
class ApiTokensTest {
    private static final Actor ADA = new Actor("local", "ada");

    @RegisterExtension static final Postgres postgres = new Postgres();

    private static ApiTokens tokens;

    @BeforeAll
    static void open() {
        tokens = new ApiTokens(postgres.client());
    }

    @Test
    void aTokenOpensWithItsSecretAndNotWithAnother() {
        var made = make("laptop", null);

        assertThat(tokens.show(made.secret()).block())
                .isInstanceOfSatisfying(
                        ApiTokens.Shown.Valid.class,
                        valid -> {
                            assertThat(valid.token().id()).isEqualTo(made.token().id());
                            assertThat(valid.token().actor()).isEqualTo(ADA);
                            assertThat(valid.token().scopes())
                                    .isEqualTo(EnumSet.of(Scope.READ, Scope.KILL));
                        });
        assertThat(tokens.show(TokenSecret.make(new SecureRandom())).block())
                .isInstanceOf(ApiTokens.Shown.Unknown.class);
    }

    @Test
    void theDatabaseHoldsNothingThatOpens() {
        var made = make("laptop", null);

        var dump =
                postgres.client()
                        .sql("select string_agg(t::text, '|') from api_tokens t")
                        .mapValue(String.class)
                        .one()
                        .block();

        assertThat(dump).contains("laptop").doesNotContain(made.secret().substring(7, 20));
    }

    @Test
    void theLogTellsOfATokenWithoutItsSecret(CapturedOutput output) {
        var made = make("for the log", null);
        tokens.revoke(made.token().id(), ADA).block();

        assertThat(output)
                .contains("made a token", "revoked a token")
                .doesNotContain(made.secret());
        assertThat(made.toString()).doesNotContain(made.secret());
    }

    @Test
    void anExpiredTokenIsToldFromARevokedOne() {
        var expired = make("short", Duration.ZERO);
        var revoked = make("gone", null);
        tokens.revoke(revoked.token().id(), ADA).block();

        assertThat(tokens.show(expired.secret()).block())
                .isInstanceOf(ApiTokens.Shown.Expired.class);
        assertThat(tokens.show(revoked.secret()).block())
                .isInstanceOf(ApiTokens.Shown.Revoked.class);
    }

    @Test
    void revokingAgainKeepsTheFirstTimeAndAnUnknownOneIsEmpty() {
        var id = make("twice", null).token().id();

        var first = tokens.revoke(id, ADA).block().revokedAt();

        assertThat(tokens.revoke(id, ADA).block().revokedAt()).isEqualTo(first);
        assertThat(tokens.revoke(Long.MAX_VALUE, ADA).blockOptional()).isEmpty();
    }

    @Test
    void useIsNotedOnce() {
        var made = make("used", null);

        tokens.show(made.secret()).block();
        var first = tokens.list(null, 1).blockFirst().lastUsedAt();
        tokens.show(made.secret()).block();

        assertThat(first).isNotNull();
        assertThat(tokens.list(null, 1).blockFirst().lastUsedAt()).isEqualTo(first);
    }

    @Test
    void aListIsReadInPagesNewestFirst() {
        var old = make("old", null).token().id();
        var young = make("young", null).token().id();

        assertThat(tokens.list(young + 1, 1).map(ApiToken::id).collectList().block())
                .containsExactly(young);
        assertThat(tokens.list(young, 1).map(ApiToken::id).collectList().block())
                .containsExactly(old);
    }

    @Test
    void whatCannotBeATokenIsKnownByItsForm() {
        var secret = TokenSecret.make(new SecureRandom());

        assertThat(secret).matches("mosaic_[0-9A-Za-z]{49}");
        assertThat(TokenSecret.isWellFormed(secret)).isTrue();
        for (var i = 0; i < secret.length(); i++) {
            var other = secret.charAt(i) == 'x' ? 'y' : 'x';
            var typo = secret.substring(0, i) + other + secret.substring(i + 1);
            assertThat(TokenSecret.isWellFormed(typo)).as(typo).isFalse();
        }
        assertThat(TokenSecret.isWellFormed("")).isFalse();
        assertThat(TokenSecret.isWellFormed(secret + "\n")).isFalse();
    }

    private static ApiTokens.Made make(String name, @Nullable Duration lifetime) {
        return tokens.make(
                        new ApiTokens.Wanted(name, Set.of(Scope.READ, Scope.KILL), ADA, lifetime),
                        ADA)
                .block();
    }
}
