package dev.mosaic.bot.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.bot.cli.FakeServer;
import dev.mosaic.bot.cli.Typing;
import dev.mosaic.bot.cli.client.Api;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands about jobs, with a server that answers as a test lays out. */
class JobCommandsTest {
    private static final String ID = "0199a1b2-0000-7000-8000-00001234abcd";

    private final Typing typing = new Typing();
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void fixSendsTheSentenceOfTheChat() {
        server.json(
                "POST /api/commands",
                "{\"kind\":\"accepted\",\"job\":\"%s\",\"fresh\":true,\"text\":\"On it\"}"
                        .formatted(ID));

        assertThat(run("fix", "1", "profile=strict", "mind the\nedge", "--repo", "demo/a"))
                .isZero();

        assertThat(server.requests().getFirst().body())
                .isEqualTo(
                        "{\"text\":\"@mosaic fix #1 profile=strict mind the edge\",\"repo\":\"demo/a\"}");
        assertThat(typing.out()).isEqualTo("On it\n");
    }

    @Test
    void aRefusedFixIsExitCodeOne() {
        server.json(
                "POST /api/commands",
                "{\"kind\":\"refused\",\"cause\":\"UNKNOWN\",\"text\":\"There is no issue #9\"}");

        assertThat(run("fix", "#9")).isEqualTo(1);
        assertThat(typing.out()).isEqualTo("There is no issue #9\n");
    }

    @Test
    void killNamesAJobOrAnAgentAndSaysWhy() {
        server.json("GET /api/runner-jobs/1234abcd", "{\"id\":\"%s\"}".formatted(ID));
        server.json(
                "POST /api/orchestrator/tasks/%s/kill".formatted(ID), "{\"text\":\"Killing it\"}");
        var agent = "0f0e0d0c-0000-4000-8000-00001234abcd";
        server.json("POST /api/agents/%s/kill".formatted(agent), "{\"text\":\"Killing that\"}");

        assertThat(run("kill", "1234abcd", "it", "deletes", "files")).isZero();
        assertThat(run("kill", agent)).isZero();

        assertThat(typing.out()).isEqualTo("Killing it\nKilling that\n");
        assertThat(server.requests().get(1).body()).isEqualTo("{\"reason\":\"it deletes files\"}");
    }

    @Test
    void saySendsTheWordsAndPrintsWhenTheyAreRead() {
        server.json("GET /api/runner-jobs/1234abcd", "{\"id\":\"%s\"}".formatted(ID));
        server.json(
                "POST /api/runner-jobs/%s/say".formatted(ID),
                "{\"job\":\"%s\",\"text\":\"Before its next turn\"}".formatted(ID));

        assertThat(run("say", "1234abcd", "mind", "the tests")).isZero();
        assertThat(run("say", "1234abcd")).isEqualTo(2);

        assertThat(typing.out()).isEqualTo("Before its next turn\n");
        assertThat(server.requests().get(1).body()).isEqualTo("{\"text\":\"mind the tests\"}");
    }

    @Test
    void killAllIsSentOnlyWithItsWords() {
        server.json("POST /api/agents/kill-all", "{\"text\":\"Killing 2 jobs.\"}");

        assertThat(run("kill-all")).isEqualTo(1);
        assertThat(run("kill-all", "--confirm", "yes")).isEqualTo(1);
        typing.byAPerson();
        typing.input("kill\n");
        assertThat(run("kill-all")).isEqualTo(1);
        assertThat(server.requests()).isEmpty();
        assertThat(typing.err()).contains("Nothing was killed").contains("--confirm 'kill all'");

        typing.input("kill all\n");
        assertThat(run("kill-all")).isZero();
        assertThat(run("kill-all", "--confirm", "kill all", "fire")).isZero();
        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().getLast().body())
                .contains("\"confirm\":\"kill all\"")
                .contains("fire");
    }

    @Test
    void fixThatWaitsEndsAsTheJobEnds() {
        server.json(
                        "POST /api/commands",
                        "{\"kind\":\"accepted\",\"job\":\"%s\",\"text\":\"On it\"}".formatted(ID))
                .json("GET /api/runner-jobs/" + ID, job("FAILED", 1, "demo/a", "no gate passed"))
                .on("GET /api/runner-jobs/" + ID + "/events/stream", 204, "text/plain", "");

        assertThat(run("fix", "1", "--wait")).isEqualTo(1);
        assertThat(typing.out()).contains("failed: no gate passed. `mosaic logs 1234abcd`");
    }

    @Test
    void statusOfTheServerListsWhatLives() {
        server.json("GET /health", "{\"status\":\"healthy\",\"uptime\":7}")
                .json(
                        "GET /api/runner-jobs?live=true&limit=50",
                        "{\"jobs\":[%s]}".formatted(job("RUNNING", 1, "demo/a", null)));

        assertThat(run("status")).isZero();
        assertThat(typing.out())
                .contains("is healthy, up for 7 s")
                .contains("1234abcd  running      40 %  demo/a#1  A title");
    }

    @Test
    void aJobIsFoundByItsShortId() {
        server.json("GET /api/runner-jobs/1234abcd", job("COMPLETED", 1, "demo/a", null));

        assertThat(run("status", "1234ABCD")).isZero();
        assertThat(typing.out()).contains("pull request: #2").contains("branch: mosaic/1-a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "#1", "demo/a#1"})
    void aJobIsFoundByItsIssueAndTheNewestCounts(String name) {
        server.json(
                "GET /api/runner-jobs?limit=200",
                "{\"jobs\":[%s,%s,%s]}"
                        .formatted(
                                job("COMPLETED", 2, "demo/a", null),
                                job("RUNNING", 1, "demo/a", null),
                                job("FAILED", 1, "demo/a", "old")));

        assertThat(run("status", name)).isZero();
        assertThat(typing.out()).contains("running").doesNotContain("old");
    }

    @Test
    void olderPagesAreSearchedToo() {
        server.json(
                        "GET /api/runner-jobs?limit=200",
                        "{\"jobs\":[%s],\"next\":\"x\"}"
                                .formatted(job("RUNNING", 9, "demo/a", null)))
                .json(
                        "GET /api/runner-jobs?limit=200&cursor=x",
                        "{\"jobs\":[%s]}".formatted(job("FAILED", 1, "demo/a", "why")));

        assertThat(run("status", "1")).isZero();
        assertThat(typing.out()).contains("error: why");
    }

    @Test
    void anIssueOfTwoRepositoriesMustBeNamedInFull() {
        server.json(
                "GET /api/runner-jobs?limit=200",
                "{\"jobs\":[%s,%s]}"
                        .formatted(
                                job("RUNNING", 1, "demo/a", null),
                                job("RUNNING", 1, "demo/b", null)));

        assertThat(run("cancel", "1")).isEqualTo(1);
        assertThat(typing.err()).contains("demo/a#1, demo/b#1");
        assertThat(run("status", "1", "--repo", "demo/b")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "../../health", "0", "#0", "a#1"})
    void whatNamesNoJobNeverReachesTheServer(String name) {
        assertThat(run("logs", name)).isEqualTo(1);
        assertThat(typing.err()).contains("names no job");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void cancelSaysNothingMoreAndRetryCarriesItsText() {
        server.json("GET /api/runner-jobs/1234abcd", job("RUNNING", 1, "demo/a", null))
                .json(
                        "POST /api/runner-jobs/" + ID + "/cancel",
                        job("CANCELLING", 1, "demo/a", null))
                .json("POST /api/runner-jobs/" + ID + "/retry", job("QUEUED", 1, "demo/a", null));

        assertThat(run("cancel", "1234abcd")).isZero();
        assertThat(run("retry", "1234abcd", "mind", "zero")).isZero();

        assertThat(server.requests().get(1).body()).isEqualTo("{}");
        assertThat(server.requests().get(3).body()).isEqualTo("{\"instructions\":\"mind zero\"}");
        assertThat(typing.out()).contains("cancelling").contains("queued");
    }

    @Test
    void logsAreHarmlessForTheTerminal() {
        server.json("GET /api/runner-jobs/1234abcd", job("RUNNING", 1, "demo/a", null))
                .on(
                        "GET /api/runner-jobs/" + ID + "/log?stage=weave",
                        200,
                        "text/plain",
                        "a\tb\n\u001b]0;owned\u0007\u202Ec\n");

        assertThat(run("logs", "1234abcd", "weave")).isZero();
        assertThat(typing.out()).isEqualTo("a\tb\n]0;ownedc\n");
    }

    @Test
    void watchPrintsPlainLinesWithoutATerminalAndTakesUpWhereItWasCutOff() {
        watchable("COMPLETED");

        assertThat(run("watch", "1234abcd")).isZero();

        assertThat(typing.out().lines())
                .containsExactly(
                        "  0 %  round 1, weave",
                        " 40 %  gate test rejected the change",
                        "Job 1234abcd for demo/a#1 is done: pull request #2 from mosaic/1-a");
        assertThat(server.requests())
                .extracting(FakeServer.Request::lastEventId)
                .containsSubsequence("", "2");
    }

    @Test
    void watchDrawsABarForAPerson() {
        typing.byAPerson();
        watchable("COMPLETED");

        assertThat(run("watch", "1234abcd")).isZero();
        assertThat(typing.out())
                .contains("\r\u001b[K[#########---------------] 40 % round 1, weave")
                .endsWith("from mosaic/1-a\n");
    }

    @Test
    void watchEndsWithOneWhenTheJobWasCancelled() {
        watchable("CANCELLED");

        assertThat(run("watch", "1234abcd")).isEqualTo(1);
        assertThat(typing.out()).contains("was cancelled. `mosaic retry 1234abcd`");
    }

    @Test
    void watchForProgramsIsOneEventPerLine() {
        watchable("COMPLETED");

        assertThat(run("watch", "1234abcd", "--json")).isZero();
        assertThat(typing.out().lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(Api.parse(line).path("seq").asInt()).isPositive());
    }

    /** Two connections: the first breaks off in the middle of an event. */
    private void watchable(String end) {
        var stream = "GET /api/runner-jobs/" + ID + "/events/stream";
        var first =
                ":connected\n\n"
                        + event(1, "step.started", "\"round 1, weave\"", "{}")
                        + event(
                                2,
                                "step.progress",
                                "null",
                                "{\"stage\":\"WEAVE\",\"percent\":40,\"note\":\"half done\"}")
                        + "id:3\nevent:gate.rejected\ndata:{\"seq\":3";
        var second = event(3, "gate.rejected", "\"gate test rejected the change\"", "{}");
        server.on(stream, 200, "text/event-stream", first)
                .on(stream, 200, "text/event-stream", second)
                .on(stream, 204, "text/plain", "")
                .json("GET /api/runner-jobs/1234abcd", job("RUNNING", 1, "demo/a", null))
                .json("GET /api/runner-jobs/" + ID, job("RUNNING", 1, "demo/a", null))
                .json("GET /api/runner-jobs/" + ID, job(end, 1, "demo/a", null));
    }

    private static String event(int seq, String type, String line, String data) {
        return "id:%d\nevent:%s\ndata:{\"seq\":%d,\"type\":\"%s\",\"line\":%s,\"data\":%s}\n\n"
                .formatted(seq, type, seq, type, line, data);
    }

    private static String job(String status, int issue, String repo, String error) {
        return """
        {"id":"%s","shortId":"1234abcd","status":"%s","live":%s,"repo":"%s","issue":%d,
        "title":"A title","progress":40,"branch":"mosaic/1-a","pullRequest":{"number":2},
        "error":%s}\
        """
                .formatted(
                        ID,
                        status,
                        status.equals("RUNNING") || status.equals("QUEUED"),
                        repo,
                        issue,
                        error == null ? "null" : "\"" + error + "\"");
    }

    private int run(String... args) {
        return typing.run(Map.of("MOSAIC_URL", server.url()), args);
    }
}
