package dev.mosaic.bench;

import static dev.mosaic.bench.Report.millis;
import static dev.mosaic.bench.Report.number;

import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.model.ModelAccess;
import dev.mosaic.stitcher.model.OpenRun;
import dev.mosaic.stitcher.model.RunWatch;
import dev.mosaic.stitcher.model.ledger.Account;
import dev.mosaic.stitcher.testkit.FakeModels;
import dev.mosaic.stitcher.testkit.ModelScript;
import dev.mosaic.stitcher.testkit.ModelScript.Course;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * What the model proxy costs: streamed calls to a fake provider, once asked directly and once
 * through the proxy, which takes the token, reserves the money before and settles it afterwards.
 */
final class ModelFigure implements Figure {
    private static final String DIRECT = "asked directly";
    private static final String PROXIED = "through the proxy";
    private static final String DIRECT_STREAM = "streams asked directly";
    private static final String PROXIED_STREAM = "streams through the proxy";
    private static final String PROVIDER = "--mosaic.model.providers.fake.";
    private static final String BODY =
            """
            {"model":"m","max_tokens":1000,"stream":true,\
            "messages":[{"role":"user","content":"hi"}]}\
            """;

    /** One run may have one more under way: a call that was just read to its end still counts. */
    private static final int BESIDE = 3;

    private static final int WORDS = 4_000;
    private static final String WORD = "a piece of an answer, as long as providers send them ";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double MOST_MILLIS = 5;
    private static final double LEAST_RATE = 0.8;

    @Override
    public String name() {
        return "model";
    }

    @Override
    public void measure(World world, Report report) throws Exception {
        var database = world.database();
        try (var provider = FakeModels.start();
                var program =
                        ServerHere.start(
                                world,
                                name(),
                                database,
                                PROVIDER + "base-url=" + provider.url(),
                                PROVIDER + "key=none",
                                PROVIDER + "models.m.price.input=0",
                                PROVIDER + "models.m.price.output=0");
                var client = HttpClient.newHttpClient();
                var run = open(program.getBean(ModelAccess.class), program.getBean(Jobs.class))) {
            var direct = URI.create(provider.url() + "/v1/messages");
            var proxied = URI.create(run.endpoint().baseUrl() + "/v1/messages");
            latency(world, report, provider, client, direct, proxied);
            rate(world, report, provider, client, direct, proxied);
        }
    }

    private void latency(
            World world,
            Report report,
            FakeModels provider,
            HttpClient client,
            URI direct,
            URI proxied)
            throws Exception {
        // as of a model that thinks: what follows the first word comes later
        provider.answer(ModelScript.text("Done.").going(Course.HELD));
        var calls = world.options().scaled(300, 30);
        var arms =
                List.of(
                        Arm.ours(DIRECT, () -> firstBytes(provider, client, direct, calls)),
                        Arm.ours(PROXIED, () -> firstBytes(provider, client, proxied, calls)));
        var rounds = Rounds.run(world, name(), arms);
        var more = rounds.median(PROXIED, Sample::p50) - rounds.median(DIRECT, Sample::p50);
        for (var arm : arms) {
            report.value(
                    name(),
                    "first byte, " + arm.name(),
                    "p50 %s, p99 %s"
                            .formatted(
                                    millis(rounds.median(arm.name(), Sample::p50)),
                                    millis(rounds.median(arm.name(), Sample::p99))),
                    rounds.remark(arm.name()));
        }
        report.goal(
                name(),
                "first byte later than asked directly",
                "p50 ≤ 5 ms",
                millis(more),
                more <= MOST_MILLIS,
                "reserving is a commit");
    }

    private void rate(
            World world,
            Report report,
            FakeModels provider,
            HttpClient client,
            URI direct,
            URI proxied)
            throws Exception {
        provider.answer(ModelScript.text(Collections.nCopies(WORDS, WORD).toArray(String[]::new)));
        var calls = world.options().scaled(8, 1) * BESIDE;
        var arms =
                List.of(
                        Arm.ours(DIRECT_STREAM, () -> streams(client, direct, calls)),
                        Arm.ours(PROXIED_STREAM, () -> streams(client, proxied, calls)));
        var rounds = Rounds.run(world, name(), arms);
        for (var arm : arms) {
            report.value(
                    name(),
                    "%d at once of %d pieces, %s".formatted(BESIDE, WORDS, arm.name()),
                    number("%.0f pieces/s", rounds.median(arm.name(), Sample::perSecond) * WORDS),
                    rounds.remark(arm.name()));
        }
        var ratio = rounds.ratio(PROXIED_STREAM, DIRECT_STREAM, Sample::perSecond);
        report.goal(
                name(),
                "streams through the proxy by asked directly",
                "≥ 0.8×",
                ratio.toString(),
                ratio.median() >= LEAST_RATE,
                "provider, proxy and readers share this JVM and its processors");
    }

    private static OpenRun open(ModelAccess access, Jobs jobs) {
        var job =
                jobs.submit(MosaicNode.putOff(1), "model:" + UUID.randomUUID())
                        .blockOptional(PATIENCE)
                        .orElseThrow()
                        .job();
        var account = new Account(job.id(), UUID.randomUUID(), "bench", "local:1", null);
        return Objects.requireNonNull(
                access.open(account, "fake/m", new RunWatch() {}).block(PATIENCE));
    }

    /** One call after the other. */
    private static Outcome firstBytes(
            FakeModels provider, HttpClient client, URI address, int calls) throws Exception {
        var micros = new long[calls];
        for (var call = 0; call < calls; call++) {
            var before = System.nanoTime();
            try (var answer = asked(client, address)) {
                if (answer.read() < 0) {
                    throw new WrongResult("an answer of the model was empty");
                }
                micros[call] = (System.nanoTime() - before) / 1_000;
                provider.release();
                answer.readAllBytes();
            }
        }
        return Outcome.latencies(micros);
    }

    /** Whole answers, several beside each other. */
    private static Outcome streams(HttpClient client, URI address, int calls) throws Exception {
        Callable<Void> one =
                () -> {
                    try (var answer = asked(client, address)) {
                        var bytes = answer.readAllBytes();
                        if (bytes.length < WORDS * WORD.length()) {
                            throw new WrongResult("an answer of the model lost a part");
                        }
                        return null;
                    }
                };
        try (var threads = Executors.newFixedThreadPool(BESIDE)) {
            var before = System.nanoTime();
            var answers =
                    threads.invokeAll(
                            Collections.nCopies(calls, one),
                            PATIENCE.toSeconds(),
                            TimeUnit.SECONDS);
            for (var answer : answers) {
                if (answer.isCancelled()) {
                    throw new WrongResult(
                            "streams of the model were not over after %d s"
                                    .formatted(PATIENCE.toSeconds()));
                }
                answer.get();
            }
            return Outcome.rate(calls / ((System.nanoTime() - before) / 1e9));
        }
    }

    private static InputStream asked(HttpClient client, URI address)
            throws IOException, InterruptedException {
        var answer =
                client.send(
                        HttpRequest.newBuilder(address)
                                .timeout(PATIENCE)
                                .header("Content-Type", "application/json")
                                .header("anthropic-version", "2023-06-01")
                                .POST(BodyPublishers.ofString(BODY))
                                .build(),
                        BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new WrongResult("the model answered " + answer.statusCode());
        }
        return answer.body();
    }
}
