package dev.mosaic.story;

import static dev.mosaic.stitcher.testkit.FakeAnthropic.says;
import static dev.mosaic.story.ModelWorld.A_DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.forge.Comment;
import dev.mosaic.stitcher.forge.Forges;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.forge.NewPullRequest;
import dev.mosaic.stitcher.forge.PullRequest;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.Judgement;
import dev.mosaic.stitcher.run.Agent;
import dev.mosaic.stitcher.run.AgentState;
import dev.mosaic.stitcher.run.Agents;
import dev.mosaic.stitcher.testkit.FakeAnthropic;
import dev.mosaic.story.MosaicWorld.Place;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Changes that somebody else made are judged, and nothing is changed. */
@Timeout(300)
class InspectStoryTest {
    private static final String APPROVES =
            """
            {"verdict": "approve", "confidence": 0.95, "findings": [
              {"severity": "minor", "file": "app.txt", "line": 1, "text": "It could say more. @everyone"}]}
            """;
    private static final String REJECTS =
            """
            {"verdict": "reject", "confidence": 0.8, "findings": [
              {"severity": "major", "file": "app.txt", "line": 1, "text": "It does not say why. <script>"}]}
            """;
    private static final String POLICY = "version: 1\ngates: {test: grep -q works app.txt}\n";
    private static final String BRANCH = "feature/login";

    @RegisterExtension
    static final ModelWorld all =
            new ModelWorld(
                    "mosaic.budget.job=1",
                    "mosaic.budget.instance-day=0",
                    "mosaic.budget.person-day=0");

    private static final MosaicWorld world = all.world;
    private static final FakeAnthropic model = all.model;

    private final String person = "p" + UUID.randomUUID().toString().substring(0, 6);

    @Test
    void aReviewerApprovesAndThePullRequestAndWhoeverAskedAreTold() {
        var before = model.requests().size();
        model.play(says(APPROVES));
        // nothing tests here, and a reviewer needs no tests
        var place = world.repository(Map.of("app.txt", "it fails\n"));
        var head = commit(place, "app.txt", "it works\n");
        HumanHand.commit(place.bare(), "main", "later.txt", "not of this change\n");
        var pull = propose(place, "Log in ![x](http://evil) (#1)");

        var job = asked(place, "review #%d Look at the words".formatted(pull.number()));

        var over = world.awaitCompleted(job);
        assertThat(over.judgement()).isEqualTo(Judgement.APPROVED);
        assertThat(over.outcome().headSha()).isEqualTo(head);
        assertThat(over.outcome().pullRequest()).isEqualTo(pull.number());
        assertThat(model.requests().get(before).body().toString())
                .contains("You review a change", "Title of the pull request", "Look at the words")
                .contains("+it works")
                .as("what happened on the base since is not the change's")
                .doesNotContain("not of this change");
        assertThat(finalWord())
                .contains("**Approved**: review of pull request #" + pull.number())
                .contains("Nothing speaks against it", "Nothing was changed", "It could say more.")
                .doesNotContain("![");
        assertThat(comments(pull))
                .singleElement()
                .asString()
                .startsWith(
                        "**Approved** by the reviewer of Mosaic: commit `" + head.substring(0, 10))
                .contains("minor in app.txt:1: It could say more.");
        assertThat(agents(job)).extracting(Agent::profile).containsExactly("inspector");
        assertThat(world.events(job, JobEvent.BranchPushed.class)).isEmpty();
        assertThat(world.events(job, JobEvent.PullRequestOpened.class)).isEmpty();
        assertThat(HumanHand.head(place.bare(), BRANCH)).isEqualTo(head);
        world.assertNothingIsLeft();
    }

    @Test
    void aRejectedChangeIsACompletedReview() {
        model.play(says(REJECTS));
        var place = repository();
        commit(place, "app.txt", "it works\n");
        var pull = propose(place, "Log in");

        var job = asked(place, "review #" + pull.number());

        var over = world.awaitCompleted(job);
        assertThat(over.judgement()).isEqualTo(Judgement.REJECTED);
        assertThat(over.error()).isNull();
        assertThat(finalWord())
                .contains("**Rejected**: review of pull request #" + pull.number())
                .contains("It does not say why.")
                .doesNotContain("<script>");
        assertThat(comments(pull))
                .singleElement()
                .asString()
                .startsWith("**Rejected**")
                .contains("It does not say why.")
                .doesNotContain("<script>");
        assertThat(agents(job)).hasSize(1);
    }

    /** What one said must not lead the next. */
    @Test
    void aSecondReviewDoesNotReadTheFirst() {
        model.play(says(REJECTS));
        var place = repository();
        commit(place, "app.txt", "it works\n");
        var pull = propose(place, "Log in");
        world.awaitCompleted(asked(place, "review #" + pull.number()));
        var before = model.requests().size();
        model.play(says(APPROVES));

        var second = asked(place, "review #" + pull.number());

        assertThat(world.awaitCompleted(second).judgement()).isEqualTo(Judgement.APPROVED);
        assertThat(model.requests().get(before).body().toString())
                .doesNotContain("It does not say why");
        assertThat(comments(pull)).hasSize(2);
    }

    @Test
    void aBudgetThatAReviewUsesUpAsksAndTheReviewIsMadeWhenItIsAllowed() {
        model.play(
                FakeAnthropic.uses(
                        "view", Map.of("path", "."), FakeAnthropic.usage(A_DOLLAR, 0, 0)),
                says("Never asked for."));
        var place = repository();
        commit(place, "app.txt", "it works\n");
        var job = asked(place, "review branch=" + BRANCH);
        await().atMost(MosaicWorld.PATIENCE)
                .until(() -> world.job(job).status() == JobStatus.WAITING);

        model.play(says(APPROVES));
        place.says(person, "@mosaic approve " + job.abbreviated());

        assertThat(world.awaitCompleted(job).judgement()).isEqualTo(Judgement.APPROVED);
        assertThat(agents(job)).extracting(Agent::state).contains(AgentState.KILLED);
    }

    @Test
    void gatesPassOnABranchWithoutAPullRequest() {
        var place = repository();
        var head = commit(place, "app.txt", "it works\n");

        var job = asked(place, "check branch=" + BRANCH);

        var over = world.awaitCompleted(job);
        assertThat(over.judgement()).isEqualTo(Judgement.APPROVED);
        assertThat(over.outcome().headSha()).isEqualTo(head);
        assertThat(over.outcome().pullRequest()).isNull();
        assertThat(world.events(job, JobEvent.GatePassed.class))
                .extracting(JobEvent.GatePassed::gate)
                .containsExactly("secrets", "size", "protected", "test");
        assertThat(finalWord())
                .contains("**Approved**: check of branch `%s`".formatted(BRANCH))
                .contains("grep -q works app.txt");
        assertThat(agents(job))
                .singleElement()
                .returns("tester", Agent::profile)
                .returns(AgentState.COMPLETED, Agent::state);
        world.assertNothingIsLeft();
    }

    /** The change has no say in how it is judged, and a secret is nowhere said again. */
    @Test
    void gatesRejectWithAllReasonsAndWithoutTheSecret() {
        var secret = "ghp_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6";
        var place = repository();
        commit(place, "app.txt", "it fails more\n");
        commit(place, ".mosaic.yml", "version: 1\ngates: {test: \"true\"}\n");
        commit(place, "key.txt", secret + "\n");
        var pull = propose(place, "Log in");

        var job = asked(place, "check #" + pull.number());

        var over = world.awaitCompleted(job);
        assertThat(over.judgement()).isEqualTo(Judgement.REJECTED);
        assertThat(finalWord())
                .contains("**Rejected**: check of pull request #" + pull.number())
                .contains("key.txt:1:1 holds a secret", "grep -q works app.txt")
                .doesNotContain(secret);
        assertThat(world.events(job, JobEvent.GateHeld.class)).hasSize(1);
        assertThat(world.events(job).toString()).doesNotContain(secret);
        assertThat(comments(pull)).isEmpty();
        assertThat(agents(job)).extracting(Agent::state).containsExactly(AgentState.COMPLETED);
    }

    @Test
    void aGateThatCannotRunIsTriedLaterAndBlamesNobody() {
        var place =
                world.repository(
                        Map.of("app.txt", "", ".mosaic.yml", POLICY.replace("grep", "no-such")));
        commit(place, "app.txt", "it works\n");

        var job = asked(place, "check branch=" + BRANCH);

        world.awaitEvent(job, JobEvent.Delayed.class);
        assertThat(agents(job)).extracting(Agent::state).first().isEqualTo(AgentState.FAILED);
        place.says(person, "@mosaic cancel " + job.abbreviated());
        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void aKillEndsGatesLikeEveryAgent() {
        var place =
                world.repository(Map.of(".mosaic.yml", "version: 1\ngates: {test: sleep 600}\n"));
        var job = asleep(place);
        var agent = agents(job).getFirst();
        assertThat(agent.state()).isEqualTo(AgentState.RUNNING);

        place.says(person, "@mosaic kill " + agent.id());

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(world.job(job).judgement()).isNull();
        assertThat(world.events(job, JobEvent.KillProven.class))
                .singleElement()
                .satisfies(proof -> assertThat(proof.survivors()).isEmpty());
        assertThat(agents(job)).extracting(Agent::state).containsExactly(AgentState.KILLED);
        world.assertNothingIsLeft();
    }

    @Test
    void aCancelEndsGatesInOrder() {
        var place =
                world.repository(Map.of(".mosaic.yml", "version: 1\ngates: {test: sleep 600}\n"));
        var job = asleep(place);

        place.says(person, "@mosaic cancel " + job.abbreviated());

        assertThat(world.awaitOver(job).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(agents(job)).extracting(Agent::state).containsExactly(AgentState.KILLED);
        world.assertNothingIsLeft();
    }

    @Test
    void whatCouldNotBeJudgedHasFailedAndSaysWhatToDo() {
        var place = repository();

        assertThat(failed(asked(place, "check branch=feature/nowhere")))
                .contains("has no branch `feature/nowhere`", "Push it", "`branch=`");
        commit(place, "app.txt", "it works\n");
        assertThat(failed(asked(place, "check branch=%s base=nowhere".formatted(BRANCH))))
                .contains("no branch `nowhere`", "`base=`");
        assertThat(failed(asked(place, "review branch=main")))
                .contains("nothing that `main` does not", "`base=`");
        assertThat(finalWord()).contains("So nobody has judged it.");
    }

    @Test
    void aPullRequestThatIsClosedMeanwhileIsNotJudged() {
        var place = repository();
        commit(place, "app.txt", "it works\n");
        var pull = propose(place, "Log in");
        place.says("root", "@mosaic pause " + place.repo().name());
        var job = asked(place, "check #" + pull.number());
        world.sql(
                "update local_pull_requests set state = 'CLOSED' where repo = %d and number = %d"
                        .formatted(place.repo().ref().id(), pull.number()));

        place.says("root", "@mosaic resume " + place.repo().name());

        assertThat(failed(job)).contains("was closed meanwhile", "Reopen it", "`branch=`");
        assertThat(agents(job)).isEmpty();
    }

    /** A branch with nothing on it is what a check of the base is. */
    @Test
    void theBaseItselfCanBeChecked() {
        var place = world.repository(Map.of("app.txt", "works\n", ".mosaic.yml", POLICY));

        var job = asked(place, "check branch=main");

        assertThat(world.awaitCompleted(job).judgement()).isEqualTo(Judgement.APPROVED);
    }

    @Test
    void aProgramFollowsATesterByItsIdAndReadsTheVerdict() throws Exception {
        var place = repository();
        commit(place, "app.txt", "it fails more\n");
        var pull = propose(place, "Log in");

        var spawned = spawn(place, "tester", "\"workItems\": [\"#%d\"]".formatted(pull.number()));

        var agent = spawned.path("agentId").asString();
        await().atMost(MosaicWorld.PATIENCE)
                .until(() -> status(agent).at("/agent/status").asString().equals("COMPLETED"));
        var job = JobId.parse(spawned.path("job").asString());
        world.awaitCompleted(job);
        var seen = get("/api/runner-jobs/" + job);
        assertThat(seen.path("kind").asString()).isEqualTo("CHECK");
        assertThat(seen.path("verdict").asString()).isEqualTo("REJECTED");
        assertThat(seen.path("issue").asLong()).isEqualTo(pull.number());
        assertThat(agents(job)).extracting(it -> it.id().toString()).containsExactly(agent);
    }

    @Test
    void aProgramFollowsAReviewerByItsId() throws Exception {
        model.play(says(APPROVES));
        var place = repository();
        commit(place, "app.txt", "it works\n");

        var spawned = spawn(place, "reviewer", "\"branch\": \"%s\"".formatted(BRANCH));

        var agent = spawned.path("agentId").asString();
        await().atMost(MosaicWorld.PATIENCE)
                .until(() -> status(agent).at("/agent/status").asString().equals("COMPLETED"));
        var job = JobId.parse(spawned.path("job").asString());
        assertThat(world.awaitCompleted(job).judgement()).isEqualTo(Judgement.APPROVED);
        assertThat(agents(job)).extracting(it -> it.id().toString()).containsExactly(agent);
    }

    private static Place repository() {
        return world.repository(Map.of("app.txt", "it fails\n", ".mosaic.yml", POLICY));
    }

    private static String commit(Place place, String path, String text) {
        return HumanHand.commit(place.bare(), BRANCH, path, text);
    }

    private static IssueRef propose(Place place, String title) {
        return world.bean(Forges.class)
                .of(place.repo().ref())
                .propose(
                        new NewPullRequest(
                                place.repo().ref(), title, "It lets people in.", BRANCH, "main"))
                .map(PullRequest::ref)
                .block();
    }

    private JobId asked(Place place, String command) {
        var reply = place.says(person, "@mosaic " + command);
        assertThat(reply).as(reply.text()).isInstanceOf(Reply.Accepted.class);
        return ((Reply.Accepted) reply).job();
    }

    /** A check whose gate runs. */
    private JobId asleep(Place place) {
        commit(place, "app.txt", "it works\n");
        var job = asked(place, "check branch=" + BRANCH);
        await().atMost(MosaicWorld.PATIENCE)
                .until(() ->
                        world.events(job, JobEvent.GateStarted.class).stream()
                                .anyMatch(it -> it.gate().equals("test")));
        return job;
    }

    private static String failed(JobId job) {
        var over = world.awaitOver(job);
        assertThat(over.status()).isEqualTo(JobStatus.FAILED);
        assertThat(over.judgement()).isNull();
        return over.error();
    }

    /** The newest message that is no status. */
    private String finalWord() {
        await().atMost(MosaicWorld.PATIENCE)
                .until(() -> world.heard(person, 1).stream().anyMatch(InspectStoryTest::isFinal));
        return world.heard(person, 1).stream()
                .filter(InspectStoryTest::isFinal)
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    private static boolean isFinal(String message) {
        return message.startsWith("**Approved**")
                || message.startsWith("**Rejected**")
                || message.startsWith("**Failed**");
    }

    private static List<String> comments(IssueRef pull) {
        return world.bean(Forges.class)
                .of(pull.repo())
                .comments(pull)
                .map(Comment::body)
                .collectList()
                .block();
    }

    private static List<Agent> agents(JobId job) {
        return world.bean(Agents.class).of(job).collectList().block();
    }

    private static JsonNode spawn(Place place, String type, String what) throws Exception {
        var body =
                """
                {"taskId": "%s", "agentType": "%s", "context": {"repository": "%s", %s}}
                """
                        .formatted(UUID.randomUUID(), type, place.repo().name(), what);
        return send(
                request("/api/agents/spawn")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    private static JsonNode status(String agent) throws Exception {
        return get("/api/agents/" + agent + "/status");
    }

    private static JsonNode get(String path) throws Exception {
        return send(request(path).build());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d%s".formatted(world.port(), path)));
    }

    private static JsonNode send(HttpRequest request) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
            return JsonMapper.shared().readTree(answer.body());
        }
    }
}
