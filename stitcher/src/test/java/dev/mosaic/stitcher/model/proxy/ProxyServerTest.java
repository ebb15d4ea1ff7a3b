package dev.mosaic.stitcher.model.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.access.ApiTokens;
import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.model.ModelAccess;
import dev.mosaic.stitcher.model.ModelSettings;
import dev.mosaic.stitcher.model.RunWatch;
import dev.mosaic.stitcher.model.ledger.Account;
import dev.mosaic.stitcher.model.ledger.BudgetSettings;
import dev.mosaic.stitcher.testkit.FakeModels;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/** The proxy as the program wires it: in one server with an API that asks for tokens. */
class ProxyServerTest {
    private static final String PROVIDER = "mosaic.model.providers.a.";

    @RegisterExtension static final Postgres postgres = new Postgres();

    @Test
    void aRunNeedsNoTokenOfTheApiAndItsTokenOpensNothingThere() throws Exception {
        try (var provider = FakeModels.start();
                var server = ApiServer.edge(settings(provider), ProxyServerTest::register);
                var http = HttpClient.newHttpClient()) {
            var access = server.context().getBean(ModelAccess.class);
            var job = Stores.on(postgres, Clock.systemUTC()).submit(SampleJobs.request()).id();
            var account = new Account(job, UUID.randomUUID(), "ada", "local:1", null);
            var run = access.open(account, null, new RunWatch() {}).block();
            var endpoint = run.endpoint();

            assertThat(endpoint.baseUrl().getPort()).isEqualTo(server.port());
            assertThat(endpoint.model()).isEqualTo("m");
            assertThat(endpoint.window()).isEqualTo(200_000);
            var body =
                    "{\"model\":\"m\",\"max_tokens\":1,\"system\":\"%s\",\"messages\":[]}"
                            .formatted("x".repeat(1 << 20));
            var message =
                    http.send(
                            HttpRequest.newBuilder(URI.create(endpoint.baseUrl() + "/v1/messages"))
                                    .POST(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString());
            var api =
                    http.send(
                            HttpRequest.newBuilder(endpoint.baseUrl().resolve("/api/runner-jobs"))
                                    .header("Authorization", "Bearer " + endpoint.token())
                                    .build(),
                            BodyHandlers.ofString());

            assertThat(message.statusCode()).isEqualTo(200);
            assertThat(message.body()).contains("Done.");
            assertThat(api.statusCode()).isEqualTo(401);
            assertThat(run.endpointAt(URI.create("http://127.0.0.1:8080")).baseUrl())
                    .hasToString("http://127.0.0.1:8080/llm/" + endpoint.token());
        }
    }

    private static Map<String, String> settings(FakeModels provider) {
        return Map.of(
                "mosaic.api.auth",
                "token",
                PROVIDER + "base-url",
                provider.url(),
                PROVIDER + "models.m.price.input",
                "0",
                PROVIDER + "models.m.price.output",
                "0");
    }

    private static void register(GenericApplicationContext context) {
        new ClassPathBeanDefinitionScanner(context)
                .scan("dev.mosaic.stitcher.api.entry", "dev.mosaic.stitcher.model");
        context.registerBean(ApiTokens.class, () -> new ApiTokens(postgres.client()));
        context.registerBean(DatabaseClient.class, postgres::client);
        context.registerBean(TransactionalOperator.class, postgres::transactions);
        var binder = Binder.get(context.getEnvironment());
        context.registerBean(
                ModelSettings.class,
                () -> binder.bindOrCreate("mosaic.model", ModelSettings.class));
        context.registerBean(
                BudgetSettings.class,
                () -> binder.bindOrCreate("mosaic.budget", BudgetSettings.class));
    }
}
