package dev.mosaic.stitcher.api.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.api.ApiScene;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.testkit.SampleJobs;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** The command language over HTTP, and how each of its answers looks. */
class CommandRoutesTest {
    @RegisterExtension static final ApiScene api = new ApiScene(Map.of());

    @Test
    void aCommandIsTextWithOrWithoutTheMention() {
        for (var text : new String[] {"fix demo/app#81", "@mosaic fix demo/app#81"}) {
            command("{\"text\": \"%s\"}".formatted(text))
                    .expectStatus()
                    .isAccepted()
                    .expectHeader()
                    .exists("Location")
                    .expectBody()
                    .jsonPath("$.kind")
                    .isEqualTo("accepted")
                    .jsonPath("$.job")
                    .isEqualTo(api.stores().jobs().latestFor(issue(81)).block().id().toString())
                    .jsonPath("$.text")
                    .isEqualTo("On it.");
        }
    }

    @Test
    void anAnswerIsAnswered() {
        command("{\"text\": \"help\", \"repo\": \"demo/app\"}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.kind")
                .isEqualTo("answer")
                .jsonPath("$.job")
                .doesNotExist()
                .jsonPath("$.text")
                .isEqualTo("You can ask `fix`.");
        assertThat(api.desk().asked().incoming().place()).isEqualTo(new RepoName("demo", "app"));
    }

    @Test
    void aJobCanBeWhatACommandMeans() {
        var job = api.stores().submit(SampleJobs.request()).id();

        command("{\"text\": \"help\", \"job\": \"%s\"}".formatted(job.abbreviated()))
                .expectStatus()
                .isOk();

        assertThat(api.desk().asked().incoming().thread()).isEqualTo(job);
    }

    @ParameterizedTest
    @EnumSource(Reply.Cause.class)
    void everyRefusalIsAProblemWithItsCause(Reply.Cause cause) {
        command("{\"text\": \"ask %s\"}".formatted(cause))
                .expectStatus()
                .isEqualTo(
                        switch (cause) {
                            case MISUNDERSTOOD -> 400;
                            case FORBIDDEN -> 403;
                            case NOT_FOUND -> 404;
                            case CONFLICT -> 409;
                            case STALE -> 412;
                            case NOT_BUILT, INVALID -> 422;
                            case UNAVAILABLE -> 503;
                        })
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.kind")
                .isEqualTo("refused")
                .jsonPath("$.cause")
                .isEqualTo(cause.name())
                .jsonPath("$.text")
                .isEqualTo("No: " + cause + ".")
                .jsonPath("$.hint")
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                               | 400 | `text`
                    {"text":"  "}                    | 400 | `text`
                    {"text":"dance"}                 | 400 | "cause":"MISUNDERSTOOD"
                    {"text":"help","repo":"x"}       | 400 | owner/name
                    {"text":"help","job":"x"}        | 400 | not the id of a job
                    {"text":"help","job":"ffffffff"} | 404 | no job
                    """)
    void aWrongCommandIsRefused(String body, int status, String named) {
        assertThat(
                        command(body)
                                .expectStatus()
                                .isEqualTo(status)
                                .expectBody(String.class)
                                .returnResult()
                                .getResponseBody())
                .contains(named, "\"hint\":");
    }

    private static IssueRef issue(long number) {
        return new IssueRef(SampleJobs.REPO, number);
    }

    private static ResponseSpec command(String body) {
        return api.post("/api/commands", body);
    }
}
