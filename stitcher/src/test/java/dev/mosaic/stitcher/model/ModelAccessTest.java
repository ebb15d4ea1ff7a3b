package dev.mosaic.stitcher.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.model.ledger.Account;
import dev.mosaic.stitcher.model.ledger.Prices;
import dev.mosaic.stitcher.secrets.Redactor;
import dev.mosaic.stitcher.testkit.Postgres;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ModelAccessTest {
    private static final String MODEL = "mosaic.model.providers.p.models.m.";
    private static final Map<String, String> PRICED =
            Map.of(MODEL + "price.input", "1", MODEL + "price.output", "1", MODEL + "window", "9");

    @RegisterExtension static final Postgres postgres = new Postgres();

    private final ModelAccess access =
            access(Map.of("mosaic.model.proxy-url", "http://gate:8080/"));

    @Test
    void aRunIsReachedByItsTokenUntilItIsClosed() {
        var run = open();

        var endpoint = run.endpoint();
        assertThat(endpoint.baseUrl()).hasToString("http://gate:8080/llm/" + endpoint.token());
        assertThat(endpoint.model()).isEqualTo("m");
        assertThat(endpoint.window()).isEqualTo(9);
        assertThat(access.find(endpoint.token())).isSameAs(run);
        run.close();
        run.close();

        assertThat(access.find(endpoint.token())).isNull();
        assertThat(run.isClosed()).isTrue();
    }

    @Test
    void eachRunHasAnotherTokenAndNobodyElseHasOne() {
        var tokens = IntStream.range(0, 1_000).mapToObj(_ -> open().endpoint().token()).distinct();

        assertThat(tokens).hasSize(1_000).allMatch(it -> it.matches("sk-[0-9A-Za-z]{48}"));
        assertThat(access.find("")).isNull();
        assertThat(access.find("sk-" + "0".repeat(48))).isNull();
        assertThat(access(Map.of()).find(open().endpoint().token())).isNull();
    }

    @Test
    void anAgentLosesAllItsRunsAndOthersNone() {
        var agent = UUID.randomUUID();
        var one = open(agent);
        var two = open(agent);
        var other = open();

        access.revoke(agent);

        assertThat(one.isClosed()).isTrue();
        assertThat(two.isClosed()).isTrue();
        assertThat(other.isClosed()).isFalse();
        access.destroy();
        assertThat(other.isClosed()).isTrue();
    }

    @Test
    void aTokenThatAnAgentPrintsIsTakenOutAndStandsInNoTextOfOurs() {
        var run = open();
        var token = run.endpoint().token();

        var printed = "ANTHROPIC_BASE_URL=" + run.endpoint().baseUrl() + " and " + token;

        assertThat(Redactor.builtIn().redact(printed)).doesNotContain(token);
        assertThat(run + " " + run.endpoint() + " " + access).doesNotContain(token);
    }

    @Test
    void withoutAServerNobodyCouldReachIt() {
        assertThatThrownBy(() -> access(Map.of()).open(account(), "m", new RunWatch() {}).block())
                .isInstanceOf(Failure.Later.class);
    }

    private OpenRun open() {
        return open(UUID.randomUUID());
    }

    private OpenRun open(UUID agent) {
        var account = new Account(new JobId(UUID.randomUUID()), agent, "ada", "local:1", null);
        return access.open(account, "m", new RunWatch() {}).block();
    }

    private static Account account() {
        return new Account(new JobId(UUID.randomUUID()), UUID.randomUUID(), "ada", "local:1", null);
    }

    private static ModelAccess access(Map<String, String> more) {
        var properties = new HashMap<>(PRICED);
        properties.putAll(more);
        var settings =
                new Binder(new MapConfigurationPropertySource(properties))
                        .bindOrCreate("mosaic.model", ModelSettings.class);
        return new ModelAccess(
                new Models(settings, new Prices(postgres.client(), postgres.transactions())),
                settings);
    }
}
