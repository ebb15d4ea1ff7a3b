package dev.mosaic.stitcher.api.entry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.access.Actor;
import dev.mosaic.stitcher.access.ApiTokens;
import dev.mosaic.stitcher.access.Scope;
import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.testkit.Postgres;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;

@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Resources.SYSTEM_OUT)
class WrongTokensTest {
    private static final Actor ADA = new Actor("local", "ada");

    @RegisterExtension static final Postgres postgres = new Postgres();

    @Test
    void theyAreSlowedDownButNotGoodOnesOfTheSameAddress(CapturedOutput output) {
        var strict = Map.of("mosaic.api.auth", "token", "mosaic.api.auth-failures", "3");
        try (var server = ApiServer.over(postgres, strict)) {
            var good = token();
            var client = server.client();
            assertThat(list(client, good)).isEqualTo(200);

            assertThat(list(client, "wrong")).isEqualTo(401);
            assertThat(list(client, "wrong")).isEqualTo(401);
            assertThat(list(client, "wrong")).isEqualTo(401);
            assertThat(list(client, "wrong")).isEqualTo(429);
            assertThat(list(client, token())).isEqualTo(429);
            assertThat(list(client, good)).isEqualTo(200);
        }
        assertThat(output).contains("too many wrong tokens").doesNotContain("mosaic_");
    }

    private static int list(WebTestClient client, String secret) {
        return client.get()
                .uri("/api/runner-jobs")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + secret)
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();
    }

    private static String token() {
        var tokens = new ApiTokens(postgres.client());
        return tokens.make(new ApiTokens.Wanted("test", Set.of(Scope.READ), ADA, null), ADA)
                .block()
                .secret();
    }
}
