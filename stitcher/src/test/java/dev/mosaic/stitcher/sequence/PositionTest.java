package dev.mosaic.stitcher.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.context.Briefing;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.JobStep.Status;
import dev.mosaic.stitcher.job.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PositionTest {
    private static final CommitSha BASE = sha('a');
    private static final CommitSha NEWER_BASE = sha('b');
    private static final CommitSha CHANGE = sha('c');
    private static final CommitSha SECOND_CHANGE = sha('d');

    private Position position = Position.START;

    @Test
    void aJobBeginsWithItsContext() {
        assertThat(position.next()).isEqualTo(Stage.CONTEXT);
    }

    @Test
    void aChangeThatPassesGoesStraightThrough() {
        after(Stage.CONTEXT, Status.DONE, based(BASE));
        after(Stage.WEAVE, Status.DONE, woven(CHANGE, 1_000, 3));
        after(Stage.INSPECT, Status.DONE, StepNotes.NONE);
        after(Stage.PUBLISH, Status.DONE, StepNotes.NONE);

        assertThat(position)
                .isEqualTo(
                        new Position(
                                1,
                                Stage.REPORT,
                                BASE,
                                CHANGE,
                                List.of(),
                                Duration.ofSeconds(1),
                                3,
                                null));
    }

    @Test
    void aChangeThatIsThereIsInspectedAtOnce() {
        after(Stage.CONTEXT, Status.DONE, found());

        assertThat(position.next()).isEqualTo(Stage.INSPECT);
        assertThat(position.given()).isTrue();
        assertThat(position.requiredChange()).isEqualTo(CHANGE);
        assertThat(position.requiredBase()).isEqualTo(BASE);
    }

    @Test
    void aRejectionOfAChangeThatIsThereIsTheAnswerAndNoRound() {
        after(Stage.CONTEXT, Status.DONE, found());
        after(Stage.INSPECT, Status.FAILED, StepNotes.NONE);
        after(Stage.INSPECT, Status.REJECTED, StepNotes.rejected(List.of("review: no")));

        assertThat(position.next()).isEqualTo(Stage.PUBLISH);
        assertThat(position.round()).isEqualTo(1);
        after(Stage.PUBLISH, Status.DONE, StepNotes.NONE);
        assertThat(position.next()).isEqualTo(Stage.REPORT);
        assertThat(position.reasons()).containsExactly("review: no");
        assertThat(position.given()).isTrue();
    }

    @Test
    void aChangeThatWasLookedForAgainIsJudgedAnew() {
        after(Stage.CONTEXT, Status.DONE, found());
        after(Stage.INSPECT, Status.REJECTED, StepNotes.rejected(List.of("review: no")));
        after(Stage.CONTEXT, Status.DONE, found());

        assertThat(position.next()).isEqualTo(Stage.INSPECT);
        assertThat(position.reasons()).isEmpty();
    }

    @Test
    void anotherAttemptLooksForTheChangeAnew() {
        after(Stage.CONTEXT, Status.DONE, found());
        after(Stage.INSPECT, Status.REJECTED, StepNotes.rejected(List.of("review: no")));

        assertThat(position.nextAttempt()).isEqualTo(Position.START);
    }

    private static StepNotes found() {
        return StepNotes.found(
                BASE,
                CHANGE,
                new Briefing(BASE.hex(), "main", "", "", "", List.of(), List.of(), ""));
    }

    @Test
    void aRejectedChangeIsWhatTheNextRoundStartsFrom() {
        after(Stage.CONTEXT, Status.DONE, based(BASE));
        after(Stage.WEAVE, Status.DONE, woven(CHANGE, 0, 0));
        after(Stage.INSPECT, Status.REJECTED, StepNotes.rejected(List.of("test: red")));

        assertThat(position.round()).isEqualTo(2);
        assertThat(position.next()).isEqualTo(Stage.WEAVE);
        assertThat(position.start()).isEqualTo(CHANGE);
        assertThat(position.requiredBase()).isEqualTo(BASE);
        assertThat(position.reasons()).containsExactly("test: red");
    }

    /** The limits of a job hold over all rounds and the reviewer, however its inspection ends. */
    @Test
    void whatAReviewerUsedUpIsUsedUpForTheJob() {
        after(Stage.CONTEXT, Status.DONE, based(BASE));
        after(Stage.WEAVE, Status.DONE, woven(CHANGE, 1_000, 3));
        after(Stage.INSPECT, Status.FAILED, reviewed(2_000, 4));

        assertThat(position.next()).isEqualTo(Stage.INSPECT);
        assertThat(position.wall()).isEqualTo(Duration.ofSeconds(3));
        assertThat(position.turns()).isEqualTo(7);

        after(Stage.INSPECT, Status.REJECTED, reviewed(1_000, 1, "review: no"));
        after(Stage.WEAVE, Status.DONE, woven(SECOND_CHANGE, 1_000, 1));
        after(Stage.INSPECT, Status.DONE, reviewed(1_000, 1));

        assertThat(position.next()).isEqualTo(Stage.PUBLISH);
        assertThat(position.wall()).isEqualTo(Duration.ofSeconds(6));
        assertThat(position.turns()).isEqualTo(10);
    }

    @Test
    void aMovedBaseIsWhereTheNextRoundStartsFrom() {
        after(Stage.CONTEXT, Status.DONE, based(BASE));
        after(Stage.WEAVE, Status.DONE, woven(CHANGE, 0, 0));
        after(Stage.INSPECT, Status.DONE, StepNotes.NONE);
        after(Stage.PUBLISH, Status.REJECTED, StepNotes.conflicted(NEWER_BASE, List.of("moved")));

        assertThat(position.round()).isEqualTo(2);
        assertThat(position.requiredBase()).isEqualTo(NEWER_BASE);
        assertThat(position.start()).isEqualTo(NEWER_BASE);
    }

    @Test
    void aRoundWithoutAChangeKeepsTheOneBefore() {
        after(Stage.CONTEXT, Status.DONE, based(BASE));
        after(Stage.WEAVE, Status.DONE, woven(CHANGE, 0, 0));
        after(Stage.INSPECT, Status.REJECTED, StepNotes.rejected(List.of("test: red")));
        after(Stage.WEAVE, Status.REJECTED, StepNotes.rejected(List.of("too large")));

        assertThat(position.round()).isEqualTo(3);
        assertThat(position.start()).isEqualTo(CHANGE);
        assertThat(position.reasons()).containsExactly("too large");
    }

    @Test
    void timeAndTurnsAddUpOverAllRounds() {
        after(Stage.CONTEXT, Status.DONE, based(BASE));
        after(Stage.WEAVE, Status.DONE, woven(CHANGE, 2_000, 4));
        after(Stage.INSPECT, Status.REJECTED, StepNotes.rejected(List.of("no")));
        after(Stage.WEAVE, Status.DONE, woven(SECOND_CHANGE, 3_000, 5));

        assertThat(position.wall()).isEqualTo(Duration.ofSeconds(5));
        assertThat(position.turns()).isEqualTo(9);
    }

    @Test
    void stepsThatDidNotEndChangeNothing() {
        after(Stage.CONTEXT, Status.DONE, based(BASE));
        var before = position;
        after(Stage.WEAVE, Status.ABANDONED, StepNotes.NONE);
        after(Stage.WEAVE, Status.RUNNING, StepNotes.NONE);
        after(Stage.INSPECT, Status.FAILED, woven(CHANGE, 0, 0));

        assertThat(position).isEqualTo(before);
    }

    @Test
    void unfinishedWorkIsWhereTheSameRoundStartsAgainAndItsCostIsSpent() {
        after(Stage.CONTEXT, Status.DONE, based(BASE));
        after(Stage.WEAVE, Status.FAILED, StepNotes.stopped(BASE, CHANGE, 2_000, 4));

        assertThat(position.next()).isEqualTo(Stage.WEAVE);
        assertThat(position.round()).isEqualTo(1);
        assertThat(position.start()).isEqualTo(CHANGE);
        assertThat(position.unfinished()).isTrue();
        assertThat(position.wall()).isEqualTo(Duration.ofSeconds(2));
        assertThat(position.turns()).isEqualTo(4);
    }

    @Test
    void unfinishedWorkIsNeverInspectedOrPublished() {
        after(Stage.CONTEXT, Status.DONE, based(BASE));
        after(Stage.WEAVE, Status.ABANDONED, StepNotes.stopped(BASE, CHANGE, 0, 0));

        assertThat(position.change()).isNull();
        assertThat(position.next()).isEqualTo(Stage.WEAVE);
    }

    @Test
    void aFinishedWeaveReplacesUnfinishedWork() {
        after(Stage.CONTEXT, Status.DONE, based(BASE));
        after(Stage.WEAVE, Status.ABANDONED, StepNotes.stopped(BASE, CHANGE, 0, 0));
        after(Stage.WEAVE, Status.DONE, woven(SECOND_CHANGE, 0, 0));
        after(Stage.INSPECT, Status.REJECTED, StepNotes.rejected(List.of("no")));

        assertThat(position.start()).isEqualTo(SECOND_CHANGE);
        assertThat(position.unfinished()).isFalse();
    }

    @Test
    void theNextAttemptInheritsUnfinishedWorkAndNothingElse() {
        after(Stage.CONTEXT, Status.DONE, based(BASE));
        after(Stage.WEAVE, Status.DONE, woven(SECOND_CHANGE, 2_000, 4));
        after(Stage.INSPECT, Status.REJECTED, StepNotes.rejected(List.of("no")));
        after(Stage.WEAVE, Status.FAILED, StepNotes.stopped(BASE, CHANGE, 2_000, 4));

        position = position.nextAttempt();

        assertThat(position)
                .isEqualTo(
                        new Position(
                                1,
                                Stage.CONTEXT,
                                null,
                                null,
                                List.of(),
                                Duration.ZERO,
                                0,
                                new Position.Kept(CHANGE, BASE)));
        after(Stage.CONTEXT, Status.DONE, based(BASE));
        assertThat(position.start()).isEqualTo(CHANGE);
    }

    @Test
    void unfinishedWorkOnAnOlderBaseWouldUndoWhatHappenedSince() {
        after(Stage.CONTEXT, Status.DONE, based(BASE));
        after(Stage.WEAVE, Status.FAILED, StepNotes.stopped(BASE, CHANGE, 0, 0));
        position = position.nextAttempt();
        after(Stage.CONTEXT, Status.DONE, based(NEWER_BASE));

        assertThat(position.start()).isEqualTo(NEWER_BASE);
        assertThat(position.unfinished()).isFalse();
    }

    @Test
    void aChangeThatIsNotHereIsWovenAgainInTheSameRound() {
        after(Stage.CONTEXT, Status.DONE, based(BASE));
        after(Stage.WEAVE, Status.DONE, woven(CHANGE, 0, 0));

        var again = position.reweave();

        assertThat(again.round()).isEqualTo(1);
        assertThat(again.next()).isEqualTo(Stage.WEAVE);
        assertThat(again.start()).isEqualTo(BASE);
    }

    private void after(Stage stage, Status status, StepNotes notes) {
        position = position.after(step(position.round(), stage, status), notes);
    }

    private static StepNotes based(CommitSha base) {
        return new StepNotes(base, null, List.of(), 0, 0, null);
    }

    private static StepNotes reviewed(long millis, int turns, String... reasons) {
        return StepNotes.inspected(List.of(reasons), Duration.ofMillis(millis), turns);
    }

    private static StepNotes woven(CommitSha change, long millis, int turns) {
        return new StepNotes(null, change, List.of(), millis, turns, null);
    }

    private static JobStep step(int round, Stage stage, Status status) {
        return new JobStep(
                UUID.randomUUID(),
                new JobId(UUID.randomUUID()),
                1,
                round,
                stage,
                "weaver",
                status,
                0,
                Instant.EPOCH,
                null,
                null,
                null);
    }

    private static CommitSha sha(char digit) {
        return new CommitSha(String.valueOf(digit).repeat(40));
    }
}
