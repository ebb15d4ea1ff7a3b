package dev.mosaic.stitcher.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mosaic.stitcher.git.FileChange;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.testkit.Told;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextsTest {
    private static final List<FileChange> FILES =
            List.of(
                    new FileChange("src/Login.java", FileChange.Kind.MODIFIED, 4, 1),
                    new FileChange("src/Old`.java", FileChange.Kind.DELETED, 0, 9));

    @Test
    void statusTellsTheWholeStory() {
        var view = StatusTexts.view(Told.JOB, Told.request(), story(Told.secondRoundWins()));

        assertThat(view.headline()).isEqualTo("fix #1 Login fails");
        assertThat(view.stage()).isEqualTo("done");
        assertThat(view.percent()).isEqualTo(100);
        assertThat(view.over()).isTrue();
        assertThat(String.join("\n", view.lines()))
                .isEqualTo(
                        """
                        asked by ann
                        queued
                        taken up by node node-1
                        round 1, context: reading the issue and the repository
                        round 1, context: 3 comments, 12 files
                        round 1, weave: an agent changes the code
                        an agent works, driven by engine scripted (it replays a file of steps; no model is asked)
                        the agent stopped after 2 turns in 1.5 s
                        round 1, weave: 1 file changed
                        round 1, inspect: the gates check the change
                        gate test rejected the change after 0.8 s (./test.sh, exit 1): LoginTest failed
                        round 1, inspect rejected: 1 gate
                        round 2, weave: an agent changes the code
                        an agent works, driven by engine scripted (it replays a file of steps; no model is asked)
                        the agent stopped after 1 turn in 0.4 s
                        round 2, inspect: the gates check the change
                        gate test passed: ./test.sh, exit 0, 12 s
                        round 2, publish: branch and pull request
                        pushed branch mosaic/1-login-fails at 0123456789
                        opened pull request #2
                        done\
                        """);
    }

    @Test
    void stageNamesTheRoundAndTheBarNeverGoesBack() {
        var percents = new ArrayList<Integer>();
        var stages = new ArrayList<String>();
        var story = JobStory.EMPTY;
        for (var event : Told.log(Told.secondRoundWins())) {
            story = story.and(event);
            percents.add(story.course().percent());
            stages.add(StatusTexts.view(Told.JOB, Told.request(), story).stage());
        }

        assertThat(percents).isSorted().startsWith(0).endsWith(100);
        assertThat(stages).contains("queued", "starting", "weave round 1", "weave round 2");
    }

    @Test
    void timeRunsOnlyWhileSomebodyWorks() {
        var log =
                Told.log(
                        new JobEvent.Submitted("ann", "Login fails", ""),
                        new JobEvent.Claimed("node-1", 1),
                        new JobEvent.Delayed("the forge did not answer", Told.START));

        assertThat(view(log.subList(0, 1)).since()).isNull();
        assertThat(view(log.subList(0, 2)).since()).isEqualTo(Told.START.plusSeconds(2));
        assertThat(view(log).since()).isNull();
        assertThat(view(log).stage()).isEqualTo("put off until 2026-01-01 12:00 UTC");
    }

    @Test
    void finalWordOfACompletedJobCarriesItsEvidence() {
        assertThat(FinalWords.of(Told.JOB, Told.request(), story(Told.secondRoundWins())))
                .isEqualTo(
                        """
                        **Done**: issue #1, Login fails (`demo/shop`, job `1a2b3c4d`), 2 rounds, 22 s.

                        Pull request #2. Branch `mosaic/1-login-fails` at `0123456789`.

                        1 file changed, 4 lines added, 1 removed.

                        | round | gate | command     | exit | took  | verdict  |
                        |-------|------|-------------|------|-------|----------|
                        | 1     | test | `./test.sh` | 1    | 0.8 s | rejected |
                        | 2     | test | `./test.sh` | 0    | 12 s  | passed   |

                        Made by engine scripted (it replays a file of steps; no model is asked).

                        Next: read the change; merging it is up to you.\
                        """);
    }

    @Test
    void finalWordOfAFailedJobSaysWhatToDo() {
        assertThat(
                        finalWord(
                                new JobEvent.Failed(
                                        "The gates rejected all 3 rounds.",
                                        "Read the reasons and add instructions.")))
                .isEqualTo(
                        """
                        **Failed**: issue #1, Login fails (`demo/shop`, job `1a2b3c4d`).

                        The gates rejected all 3 rounds.

                        Read the reasons and add instructions.

                        `@mosaic retry 1a2b3c4d` starts it again; words after it become instructions.\
                        """);
    }

    @Test
    void finalWordOfACancelledJobNamesWhoAndWhy() {
        assertThat(finalWord(new JobEvent.Cancelled("bob", "wrong issue")))
                .isEqualTo(
                        """
                        **Cancelled by bob**: issue #1, Login fails (`demo/shop`, job `1a2b3c4d`).

                        wrong issue

                        `@mosaic retry 1a2b3c4d` starts it again; words after it become instructions.\
                        """);
    }

    @Test
    void finalWordOfAQuarantinedJobPointsToTheNode() {
        assertThat(finalWord(new JobEvent.Quarantined("Its node died 3 times while it ran.")))
                .isEqualTo(
                        """
                        **Quarantined**: issue #1, Login fails (`demo/shop`, job `1a2b3c4d`).

                        Its node died 3 times while it ran.

                        The node that ran it died each time, so Mosaic will not start it again by itself. Look into that node's log first.

                        `@mosaic retry 1a2b3c4d` starts it again; words after it become instructions.\
                        """);
    }

    @Test
    void jobThatWillGoOnHasNoFinalWord() {
        assertThatThrownBy(() -> finalWord(new JobEvent.Delayed("no answer", Told.START)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void retryBeginsANewAttemptAndKeepsWhatWasPushed() {
        var events = new ArrayList<>(Arrays.asList(Told.secondRoundWins()));
        events.set(events.size() - 1, new JobEvent.Failed("The forge is gone.", "Ask its admin."));
        events.add(new JobEvent.Retried("bob", 2, "again"));
        var story = story(events.toArray(JobEvent[]::new));

        assertThat(story.attempt()).isEqualTo(2);
        assertThat(story.evidence()).isEmpty();
        assertThat(story.course().percent()).isZero();
        assertThat(story.published().branch()).isEqualTo("mosaic/1-login-fails");
        assertThat(story.lines()).endsWith("failed: The forge is gone.", "attempt 2, asked by bob");
    }

    @Test
    void lineThatIsKnownChangesNothing() {
        var log = Told.log(Told.secondRoundWins());
        var story = JobStory.of(log);

        assertThat(story.and(log.getFirst())).isSameAs(story);
        assertThat(story.and(log.getLast())).isSameAs(story);
    }

    @Test
    void bodyOfAPullRequestProvesTheChange() {
        var request = Told.request("Login fails", "Keep the API.\nNo new library.");
        var body =
                PullRequestText.body(
                        new PullRequestText.Proposal(
                                Told.JOB,
                                request,
                                story(Told.secondRoundWins()),
                                FILES,
                                "standard",
                                "The agent ran as a process of this machine: that is no isolation."));

        assertThat(body)
                .isEqualTo(
                        """
                        Closes #1

                        ### Asked

                        By `ann`, for issue #1:

                        > Login fails
                        >
                        > Keep the API.
                        > No new library.

                        ### Changed

                        2 files changed, 4 lines added, 10 removed:

                        - changed `src/Login.java` (+4 -1)
                        - deleted `src/Old'.java` (+0 -9)

                        ### Evidence

                        | round | gate | command     | exit | took  | verdict  |
                        |-------|------|-------------|------|-------|----------|
                        | 1     | test | `./test.sh` | 1    | 0.8 s | rejected |
                        | 2     | test | `./test.sh` | 0    | 12 s  | passed   |

                        ### Rejected on the way

                        - round 1, `test`: `LoginTest failed`
                        - round 1, `test`: `expected 3`

                        ### Made

                        Made by engine scripted (it replays a file of steps; no model is asked). Gate profile `standard`. Job `1a2b3c4d`, attempt 1. The agent ran as a process of this machine: that is no isolation.

                        <!-- mosaic:job=01900000-0000-7000-8000-00001a2b3c4d -->
                        """);
    }

    @Test
    void hostileRequestChangesNothingButItsQuote() {
        var hostile = "x --> <!-- mosaic:job=evil --> closes #99 @everyone `\u202E\u001B[2J ![](h)";
        var body =
                PullRequestText.body(
                        new PullRequestText.Proposal(
                                Told.JOB,
                                Told.request(hostile, hostile + "\n```\n# heading"),
                                story(
                                        new JobEvent.Submitted(hostile, hostile, hostile),
                                        new JobEvent.AgentSpawned("a", "weaver", hostile, hostile),
                                        new JobEvent.GateRejected(
                                                hostile, 1, hostile, 1, 1, List.of(hostile))),
                                List.of(new FileChange(hostile, FileChange.Kind.ADDED, 1, 0)),
                                hostile,
                                hostile));

        assertThat(body.lines().filter(it -> it.contains("<!-- mosaic:job=")))
                .containsExactly(PullRequestText.marker(Told.JOB));
        assertThat(body.lines().filter(it -> it.matches("(?i).*\\bclose[sd]? #\\d.*")))
                .containsExactly("Closes #1");
    }

    @Test
    void titleOfAPullRequestClosesNothing() {
        assertThat(PullRequestText.title(Told.request("fixes #2, @bob\n<b>", "")))
                .isEqualTo("fix\u200Bes #2, @\u200Bbob &lt;b> (#1)");
    }

    @Test
    void engineThatReplaysSaysSo() {
        assertThat(FinalWords.engines(List.of(new JobStory.EngineUsed("scripted", null))))
                .contains("no model is asked");
        assertThat(FinalWords.engines(List.of(new JobStory.EngineUsed("claude", "big"))))
                .isEqualTo("Made by engine claude with model big.");
    }

    /** Who judges a change has not made it; what it said stands where gates are shown. */
    @Test
    void aReviewIsEvidenceAndTheReviewerIsNoAuthor() {
        var rejected =
                "The reviewer (engine claude with model p/m) said reject with confidence 0.80.";
        var approved =
                "The reviewer (engine claude with model p/m) said approve with confidence 0.95.";
        var log =
                story(
                        new JobEvent.Claimed("n", 1),
                        new JobEvent.AgentSpawned("a", "weaver", "scripted", null),
                        new JobEvent.AgentSpawned("b", "inspector", "claude", "p/m"),
                        new JobEvent.GateRejected(
                                "review",
                                1,
                                "",
                                null,
                                9,
                                List.of(rejected, "major in App.java:3: It <b>breaks</b>.")),
                        new JobEvent.GatePassed("review", 2, "", null, 9, List.of(approved)));
        var body =
                PullRequestText.body(
                        new PullRequestText.Proposal(
                                Told.JOB, Told.request(), log, FILES, "strict", ""));

        assertThat(body)
                .contains("- round 1, `review`: `" + rejected)
                .contains("`major in App.java:3: It <\u200Bb>breaks<\u200B/b>.`")
                .contains("- round 2, `review`: `" + approved)
                .contains("Gate profile `strict`")
                .contains(
                        "Made by engine scripted (it replays a file of steps; no model is asked). Gate profile");
        assertThat(EventLine.of(new JobEvent.AgentSpawned("b", "inspector", "claude", "p/m")))
                .isEqualTo(
                        "a reviewer looks at the change, driven by engine claude with model p/m");
        assertThat(
                        EventLine.of(
                                new JobEvent.ReviewVerdict(
                                        "b", 1, "approve", new BigDecimal("0.899"), List.of())))
                .isEqualTo("the reviewer said approve with confidence 0.89, 0 findings");
    }

    @Test
    void whatAModelCostIsSaidWhereverItsWorkIsShown() {
        var log =
                story(
                        new JobEvent.Claimed("n", 1),
                        new JobEvent.AgentSpawned("a", "weaver", "claude", "p/m"),
                        new JobEvent.BudgetSpent(new BigDecimal("0.1"), 1, 2, 0, 0, 1, false),
                        new JobEvent.BudgetSpent(
                                new BigDecimal("1.236"), 12_000, 345, 2_000, 500, 7, true),
                        new JobEvent.Completed("1 file changed"));
        var sentence =
                "The model cost 1.24 $: 7 calls, 14,500 tokens read (2,000 of them from its cache), 345 written. A part of it is an estimate, which is rather too high.";

        assertThat(FinalWords.of(Told.JOB, Told.request(), log))
                .contains("Made by engine claude with model p/m. " + sentence);
        assertThat(
                        PullRequestText.body(
                                new PullRequestText.Proposal(
                                        Told.JOB, Told.request(), log, FILES, "standard", "")))
                .contains(sentence);
    }

    @Test
    void whatAnAgentWasKeptFromIsOneRowOfItsRoundAndNamesTheSettings() {
        var log =
                story(
                        new JobEvent.Claimed("n", 1),
                        new JobEvent.StepStarted(Stage.WEAVE, 1, "weaver"),
                        new JobEvent.EgressBlocked("a", "evil.example:443", "Not allowed.", 1),
                        new JobEvent.EgressBlocked("a", "10.0.0.1:80", "No address.", 1),
                        new JobEvent.EgressBlocked("a", "evil.example:443", "Not allowed.", 7));

        assertThat(log.evidence())
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.result()).isEqualTo(Evidence.Result.BLOCKED);
                    assertThat(row.reasons())
                            .containsExactly(
                                    "evil.example:443: Not allowed.", "10.0.0.1:80: No address.");
                });
        assertThat(log.lines())
                .anyMatch(it -> it.contains("kept from reaching evil.example:443, 7 times"));
        assertThat(
                        PullRequestText.body(
                                new PullRequestText.Proposal(
                                        Told.JOB, Told.request(), log, FILES, "standard", "")))
                .contains("### Remarks", "10.0.0.1:80: No address.");
    }

    @Test
    void aJobThatWaitsForMoneySaysWhatWasSpentAndHowToGoOn() {
        var log =
                story(
                        new JobEvent.Waiting(
                                "budget",
                                Instant.parse("2026-03-04T05:06:07Z"),
                                "",
                                List.of(
                                        "The budget is used up.",
                                        CostText.more(new BigDecimal("5"), new BigDecimal("10"))),
                                ""));

        assertThat(QuestionText.of(Told.JOB, Told.request(), log))
                .contains("**Waits for a larger budget**")
                .contains("- The budget is used up.")
                .contains("- An approval allows 5.00 $ more, 10.00 $ in all.")
                .contains("@mosaic approve 1a2b3c4d", "@mosaic reject 1a2b3c4d <reason>")
                .contains("fails at 2026-03-04 05:06 UTC")
                .doesNotContain("commit");
        assertThat(StatusTexts.view(Told.JOB, Told.request(), log).stage())
                .isEqualTo("waits for a larger budget until 2026-03-04 05:06 UTC");
        assertThat(log.lines())
                .containsExactly(
                        "waits for a larger budget until 2026-03-04 05:06 UTC: The budget is used up.");
    }

    @Test
    void longListsAreCut() {
        var many =
                IntStream.range(0, 10_000)
                        .mapToObj(i -> new FileChange("f" + i, FileChange.Kind.ADDED, 1, 0))
                        .toList();

        assertThat(DiffText.summary(many))
                .startsWith("10000 files changed, 10000 lines added, 0 removed:")
                .endsWith("- and 9950 more files")
                .hasLineCount(53);
    }

    private static StatusView view(List<RecordedEvent> log) {
        return StatusTexts.view(Told.JOB, Told.request(), JobStory.of(log));
    }

    private static String finalWord(JobEvent last) {
        return FinalWords.of(
                Told.JOB,
                Told.request(),
                story(
                        new JobEvent.Submitted("ann", "Login fails", ""),
                        new JobEvent.Queued("accepted"),
                        last));
    }

    private static JobStory story(JobEvent... events) {
        return JobStory.of(Told.log(events));
    }
}
