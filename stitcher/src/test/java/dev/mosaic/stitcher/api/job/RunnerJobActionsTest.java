package dev.mosaic.stitcher.api.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.api.ApiScene;
import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.testkit.SampleJobs;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** What is done to a job that is there. */
class RunnerJobActionsTest {
    @RegisterExtension static final ApiScene api = new ApiScene(Map.of());

    @Test
    void whatIsSaidToTheAgentIsAnsweredByWhenItIsTold() {
        var job = api.stores().submit(SampleJobs.request()).id();

        post("/" + job + "/say", "{\"text\": \"mind the tests\"}")
                .expectStatus()
                .isAccepted()
                .expectBody()
                .jsonPath("$.job")
                .isEqualTo(job.toString())
                .jsonPath("$.text")
                .isEqualTo("It will be told.");

        assertThat(api.desk().command())
                .isEqualTo(new Command.Say(Target.Job.of(job), "mind the tests"));
        post("/" + job + "/say", "{\"text\": \" \"}").expectStatus().isBadRequest();
        post("/" + job + "/say", "{\"say\": \"x\"}").expectStatus().isBadRequest();
    }

    @Test
    void aWaitingJobIsCancelledAtOnceByEitherWay() {
        var one = api.stores().submit(SampleJobs.request()).id();
        post("/" + one.abbreviated() + "/cancel", "{}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("CANCELLED");

        var other = api.stores().submit(SampleJobs.request()).id();
        api.client()
                .delete()
                .uri("/api/runner-jobs/" + other)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("CANCELLED");
    }

    @Test
    void aRunningJobIsAskedToStop() {
        var job = api.stores().running(SampleJobs.request()).job();

        post("/" + job + "/cancel", "")
                .expectStatus()
                .isAccepted()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("CANCELLING");
    }

    @Test
    void aFinishedJobIsNotCancelledAndTheAnswerSaysWhereItStands() {
        var job = api.stores().submit(SampleJobs.request()).id();
        api.stores().jobs().cancel(job, "ada", "first").block();

        post("/" + job + "/cancel", "")
                .expectStatus()
                .isEqualTo(409)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo("CANCELLED")
                .jsonPath("$.cause")
                .isEqualTo("CONFLICT")
                .jsonPath("$.text")
                .isEqualTo("It is over.")
                .jsonPath("$.hint")
                .value(String.class, hint -> assertThat(hint).contains("can be retried"));
    }

    @Test
    void aFinishedJobIsRetriedWithMoreInstructions() {
        var job = api.stores().submit(SampleJobs.request()).id();
        api.stores().jobs().cancel(job, "ada", "wrong").block();

        post("/" + job + "/retry", "{\"instructions\": \"use the new API\"}")
                .expectStatus()
                .isAccepted()
                .expectBody()
                .jsonPath("$.attempt")
                .isEqualTo(2);

        assertThat(((Command.Retry) api.desk().command()).text()).isEqualTo("use the new API");
        assertThat(api.desk().asked().incoming().thread()).isEqualTo(job);
    }

    @Test
    void aCommandIsCarriedOutEvenIfItsCallerHangsUp() throws Exception {
        var job = api.stores().submit(SampleJobs.request()).id();
        try (var socket = new Socket("127.0.0.1", api.port())) {
            var request =
                    "DELETE /api/runner-jobs/%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(job);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            await().until(() ->
                    api.desk().command() instanceof Command.Cancel(var target)
                            && target.equals(Target.Job.of(job)));
            socket.setSoLinger(true, 0);
        }

        await().atMost(Duration.ofSeconds(30))
                .until(() -> api.stores().jobs().find(job).block().status() == JobStatus.CANCELLED);
    }

    private static ResponseSpec post(String path, String body) {
        return api.post("/api/runner-jobs" + path, body);
    }
}
