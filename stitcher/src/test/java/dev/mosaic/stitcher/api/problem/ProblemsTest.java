package dev.mosaic.stitcher.api.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import dev.mosaic.stitcher.api.ApiServer;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.job.IllegalTransition;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.StaleJob;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Resources.SYSTEM_OUT)
class ProblemsTest {
    private static final JobId JOB = new JobId(new UUID(7, 7));
    private static ApiServer server;

    @BeforeAll
    static void start() {
        server =
                ApiServer.edge(
                        Map.of(),
                        context ->
                                context.registerBean(RouterFunction.class, ProblemsTest::routes));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RouterFunction<ServerResponse> routes() {
        return route().GET("/{kind}", r -> Mono.error(error(r.pathVariable("kind")))).build();
    }

    private static Throwable error(String kind) {
        return switch (kind) {
            case "later" -> new Failure.Later("The forge is away.", Duration.ofSeconds(90), null);
            case "soon" -> new Failure.Later("Wait.", Duration.ofMillis(1), null);
            case "never" -> new Failure.Never("The repository is gone.", null);
            case "denied" -> new Failure.Denied("bob may not write here.");
            case "illegal" -> new IllegalTransition(JOB, JobStatus.COMPLETED, JobStatus.CANCELLED);
            case "stale" -> new StaleJob(JOB);
            case "connection" -> new R2dbcNonTransientResourceException("10.0.0.3 refused");
            case "pool" -> new R2dbcTimeoutException("10.0.0.3 pool");
            case "transaction" ->
                    new CannotCreateTransactionException(
                            "no", new R2dbcNonTransientResourceException("10.0.0.3"));
            case "dao" -> new DataAccessResourceFailureException("10.0.0.3");
            default -> new IllegalStateException("secret detail");
        };
    }

    @ParameterizedTest
    @CsvSource({
        "later,503,The forge is away.,90",
        "soon,503,Wait.,1",
        "never,422,The repository is gone.,",
        "denied,403,bob may not write here.,",
        "illegal,409,from COMPLETED to CANCELLED,",
        "stale,409,at the same moment,",
        "connection,503,The database does not answer.,2",
        "pool,503,The database does not answer.,2",
        "transaction,503,The database does not answer.,2",
        "dao,503,The database does not answer.,2"
    })
    void everyKindOfErrorHasItsProblem(String kind, int status, String detail, String retryAfter) {
        var answer = get("/" + kind).expectStatus().isEqualTo(status);

        assertThat(answer.returnResult(String.class).getResponseHeaders().getFirst("Retry-After"))
                .isEqualTo(retryAfter);
        get("/" + kind)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo(status)
                .jsonPath("$.title")
                .isNotEmpty()
                .jsonPath("$.detail")
                .value(String.class, text -> assertThat(text).contains(detail))
                .jsonPath("$.hint")
                .isNotEmpty()
                .consumeWith(body ->
                        assertThat(new String(body.getResponseBody()))
                                .doesNotContain("10.0.0.3", "Exception", "trace"));
    }

    @Test
    void aBugIsNamedByAReferenceAndNothingElse(CapturedOutput output) {
        var body =
                get("/bug")
                        .expectStatus()
                        .isEqualTo(500)
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody();

        assertThat(body).doesNotContain("secret", "IllegalState", "dev.mosaic", "trace");
        var reference = body.replaceAll("(?s).*\"reference\":\"([0-9a-f]{8})\".*", "$1");
        assertThat(reference).hasSize(8);
        assertThat(output).contains("failed to answer a request", reference, "secret detail");
    }

    @Test
    void anUnknownPathIsAProblemThatPointsToTheList() {
        get("/no/such/path")
                .expectStatus()
                .isNotFound()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("There is nothing at `/no/such/path`.")
                .jsonPath("$.hint")
                .isEqualTo("docs/api.md lists every path.");
    }

    @Test
    void aBrowserGetsTheSameProblemAndNoErrorPage() {
        server.client()
                .get()
                .uri("/no/such/<script>alert(1)</script>")
                .header("Accept", "text/html")
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectHeader()
                .valueEquals("X-Content-Type-Options", "nosniff");
    }

    @Test
    void aLongPathIsCut() {
        var body = get("/no/" + "x".repeat(3_000)).expectBody(String.class).returnResult();

        assertThat(body.getResponseBody()).hasSizeLessThan(500);
    }

    private static WebTestClient.ResponseSpec get(String path) {
        return server.client().get().uri(path).exchange();
    }
}
