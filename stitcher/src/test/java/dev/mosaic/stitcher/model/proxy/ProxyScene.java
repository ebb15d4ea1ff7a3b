package dev.mosaic.stitcher.model.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.model.ModelAccess;
import dev.mosaic.stitcher.model.ModelSettings;
import dev.mosaic.stitcher.model.Models;
import dev.mosaic.stitcher.model.OpenRun;
import dev.mosaic.stitcher.model.RunWatch;
import dev.mosaic.stitcher.model.ledger.Account;
import dev.mosaic.stitcher.model.ledger.BudgetSettings;
import dev.mosaic.stitcher.model.ledger.Ledger;
import dev.mosaic.stitcher.model.ledger.Prices;
import dev.mosaic.stitcher.model.ledger.Reserved;
import dev.mosaic.stitcher.model.ledger.Spent;
import dev.mosaic.stitcher.model.ledger.Standing;
import dev.mosaic.stitcher.model.ledger.Tokens;
import dev.mosaic.stitcher.secrets.Redactor;
import dev.mosaic.stitcher.testkit.FakeModels;
import dev.mosaic.stitcher.testkit.Postgres;
import dev.mosaic.stitcher.testkit.SampleJobs;
import dev.mosaic.stitcher.testkit.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * The proxy on a port of its own, over a real database, before a fake provider. Its models cost 1 $
 * per token that is read and 10 $ per token that is written, so that sums can be read.
 */
final class ProxyScene implements AutoCloseable {
    static final String KEY = "sk-test-Canary7Qx2mZr9Lw4Tb8Vn1";
    private static final String PROVIDERS = "mosaic.model.providers.";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    final FakeModels provider = FakeModels.start();
    final Ledger ledger;
    final ModelAccess access;
    final Watch watch = new Watch();

    private final Stores stores;
    private final Providers providers;
    private final DisposableServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile ModelProxy proxy;

    ProxyScene(Postgres postgres, String budget, Map<String, String> more) {
        server =
                HttpServer.create()
                        .host("127.0.0.1")
                        .port(0)
                        .handle(
                                new ReactorHttpHandlerAdapter((request, response) ->
                                        proxy.before(
                                                        (_, others) -> {
                                                            others.setStatusCode(
                                                                    HttpStatus.I_AM_A_TEAPOT);
                                                            return others.setComplete();
                                                        })
                                                .handle(request, response)))
                        .bindNow(LIMIT);
        var properties = new HashMap<String, Object>(properties());
        properties.putAll(more);
        var settings = settings(properties);
        var models = new Models(settings, new Prices(postgres.client(), postgres.transactions()));
        ledger =
                new Ledger(
                        postgres.client(),
                        new BudgetSettings(
                                new BigDecimal(budget),
                                BigDecimal.ZERO,
                                BigDecimal.ZERO,
                                BigDecimal.ZERO));
        stores = Stores.on(postgres, Clock.systemUTC());
        access = new ModelAccess(models, settings);
        providers = new Providers(models, settings);
        var exchange = new Exchange(models, ledger, providers, redactor(properties), settings);
        proxy = new ModelProxy(access, exchange, settings);
    }

    /** What a run heard. */
    static final class Watch implements RunWatch {
        final List<Tokens> calls = new CopyOnWriteArrayList<>();
        final List<Standing> warnings = new CopyOnWriteArrayList<>();
        final List<String> refusals = new CopyOnWriteArrayList<>();

        @Override
        public void called(Tokens tokens, BigDecimal cost) {
            calls.add(tokens);
        }

        @Override
        public void warned(Standing standing) {
            warnings.add(standing);
        }

        @Override
        public void exceeded(Reserved.Exceeded refusal) {
            refusals.add(refusal.sentence());
        }
    }

    private Map<String, String> properties() {
        var properties = new HashMap<String, String>();
        properties.put("mosaic.model.proxy-url", "http://127.0.0.1:" + server.port());
        properties.put(PROVIDERS + "a.base-url", provider.url());
        properties.put(PROVIDERS + "a.key", KEY);
        properties.put(PROVIDERS + "o.base-url", provider.openAiUrl());
        properties.put(PROVIDERS + "o.api", "openai");
        properties.put(PROVIDERS + "o.key", KEY);
        for (var model : List.of("a.models.claude", "o.models.gpt")) {
            properties.put(PROVIDERS + model + ".window", "1000");
            properties.put(PROVIDERS + model + ".output", "50");
            properties.put(PROVIDERS + model + ".price.input", "1000000");
            properties.put(PROVIDERS + model + ".price.output", "10000000");
            properties.put(PROVIDERS + model + ".price.cache-read", "100000");
            properties.put(PROVIDERS + model + ".price.cache-write", "1000000");
        }
        return properties;
    }

    private static ModelSettings settings(Map<String, Object> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("mosaic.model", ModelSettings.class);
    }

    /** As the program makes it: of whatever its settings name like a secret. */
    private static Redactor redactor(Map<String, Object> properties) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        return Redactor.of(environment);
    }

    OpenRun open(String model) {
        return access.open(account(), model, watch).block(LIMIT);
    }

    Account account() {
        var job = stores.submit(SampleJobs.request()).id();
        return new Account(job, UUID.randomUUID(), "ada", "local:1", null);
    }

    /** A message to the Anthropic model, with these fields besides. */
    static String message(String more) {
        return "{\"model\":\"claude\",\"max_tokens\":30,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                + more
                + "}";
    }

    static String chat(String more) {
        return "{\"model\":\"gpt\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                + more
                + "}";
    }

    HttpRequest.Builder request(OpenRun run, String path, String body) {
        return HttpRequest.newBuilder(URI.create(run.endpoint().baseUrl() + path))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    HttpResponse<String> send(OpenRun run, String path, String body) {
        return send(request(run, path, body));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The answer as it comes; closing it hangs up. */
    HttpResponse<InputStream> stream(OpenRun run, String path, String body) {
        try {
            return http.send(request(run, path, body).build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Spent spent(OpenRun run) {
        return spent(run.account().job());
    }

    Spent spent(JobId job) {
        return ledger.spent(job).block(LIMIT);
    }

    void assertSpent(OpenRun run, String usd) {
        assertThat(spent(run).usd()).isEqualByComparingTo(usd);
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        access.revokeAll();
        http.shutdownNow();
        server.disposeNow(LIMIT);
        providers.destroy();
        provider.close();
    }
}
