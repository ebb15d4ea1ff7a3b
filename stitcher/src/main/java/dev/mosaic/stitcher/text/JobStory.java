package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.Judgement;
import dev.mosaic.stitcher.job.RecordedEvent;
import dev.mosaic.stitcher.job.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the log of one job tells, folded line by line: the same lines give the same story, on every
 * node and after every restart. Immutable.
 *
 * @param seq the number of the newest line that it knows; 0 for none
 * @param attempt from 1
 * @param evidence what the gates of this attempt did, oldest first
 * @param engines what drove the agents of this attempt, each once
 * @param spent what its models cost in all attempts; null if that is not known
 * @param lines what happened in all attempts, oldest first; only ever grows
 */
public record JobStory(
        int seq,
        int attempt,
        State state,
        Course course,
        List<Evidence> evidence,
        List<EngineUsed> engines,
        Published published,
        JobEvent.@Nullable BudgetSpent spent,
        List<String> lines) {

    /** Before the first line. */
    public static final JobStory EMPTY =
            new JobStory(
                    0,
                    1,
                    new State.Queued(),
                    Course.START,
                    List.of(),
                    List.of(),
                    Published.NOTHING,
                    null,
                    List.of());

    public JobStory {
        evidence = List.copyOf(evidence);
        engines = List.copyOf(engines);
        lines = List.copyOf(lines);
    }

    /** Where the job stands. Its texts are as they were recorded: untrusted. */
    public sealed interface State {
        record Queued() implements State {}

        record Delayed(String reason, Instant until) implements State {}

        record Running() implements State {}

        /** A person must act. */
        record Waiting(String what, Instant until, String head, List<String> reasons, String diff)
                implements State {
            public Waiting {
                reasons = List.copyOf(reasons);
            }
        }

        record Cancelling(String by) implements State {}

        /**
         * @param verdict what an inspection came to; null of every other job
         */
        record Completed(String summary, @Nullable Judgement verdict) implements State {}

        record Failed(String error, String advice) implements State {}

        record Cancelled(String by, String reason) implements State {}

        record Quarantined(String error) implements State {}

        /** True if nothing more will happen without a retry. */
        default boolean isOver() {
            return switch (this) {
                case Queued _, Delayed _, Running _, Waiting _, Cancelling _ -> false;
                case Completed _, Failed _, Cancelled _, Quarantined _ -> true;
            };
        }
    }

    /**
     * How far the attempt has come.
     *
     * @param stage null before the first step
     * @param round 0 before the first step
     * @param percent never goes back within an attempt
     * @param since when the attempt was first claimed; null before
     * @param newest the time of the newest line; null before the first
     * @param kept the commit with the work of an agent that was stopped; null if there is none
     */
    public record Course(
            @Nullable Stage stage,
            int round,
            int percent,
            @Nullable Instant since,
            @Nullable Instant newest,
            @Nullable String kept) {
        static final Course START = new Course(null, 0, 0, null, null, null);

        /** From the first claim to the newest line; zero if nobody has worked on the job. */
        public Duration took() {
            return since == null || newest == null
                    ? Duration.ZERO
                    : Duration.between(since, newest);
        }

        private Course at(Instant instant) {
            return new Course(stage, round, percent, since, instant, kept);
        }

        private Course claimed(Instant instant) {
            return new Course(stage, round, percent, since == null ? instant : since, newest, kept);
        }

        private Course reaching(Stage next, int nextRound, int atLeast) {
            var clamped = Math.clamp(Math.max(percent, atLeast), 0, 100);
            return new Course(next, nextRound, clamped, since, newest, kept);
        }

        private Course complete() {
            return new Course(stage, round, 100, since, newest, kept);
        }

        private Course keeping(@Nullable String commit) {
            return new Course(stage, round, percent, since, newest, commit);
        }
    }

    /** An engine and its model. @param model null where the engine has none */
    public record EngineUsed(String engine, @Nullable String model) {}

    /** What stands in the forge. It outlives an attempt. */
    public record Published(
            @Nullable String branch,
            @Nullable String head,
            @Nullable Long pullRequest,
            @Nullable String url) {
        static final Published NOTHING = new Published(null, null, null, null);
    }

    /** The story that these lines of one job tell. */
    public static JobStory of(Iterable<RecordedEvent> log) {
        var story = EMPTY;
        for (var event : log) {
            story = story.and(event);
        }
        return story;
    }

    /** The story with one more line; the same story if it knows that line. */
    public JobStory and(RecordedEvent recorded) {
        if (recorded.seq() <= seq) {
            return this;
        }
        var next = following(recorded).toldIn(EventLine.of(recorded.event()));
        return new JobStory(
                recorded.seq(),
                next.attempt,
                next.state,
                next.course.at(recorded.at()),
                next.evidence,
                next.engines,
                next.published,
                next.spent,
                next.lines);
    }

    private JobStory following(RecordedEvent recorded) {
        return switch (recorded.event()) {
            case JobEvent.Submitted _, JobEvent.Queued _ -> in(new State.Queued());
            case JobEvent.Delayed(var reason, var until) -> in(new State.Delayed(reason, until));
            case JobEvent.Waiting(var what, var until, var head, var reasons, var diff) ->
                    in(new State.Waiting(what, until, head, reasons, diff));
            case JobEvent.Resumed _ -> in(new State.Queued());
            case JobEvent.Claimed _ -> in(new State.Running()).on(course.claimed(recorded.at()));
            case JobEvent.Cancelling(var by, _) -> in(new State.Cancelling(by));
            case JobEvent.Cancelled(var by, var reason) -> in(new State.Cancelled(by, reason));
            case JobEvent.Completed(var summary, var verdict) ->
                    in(new State.Completed(summary, verdict)).on(course.complete());
            case JobEvent.Failed(var error, var advice) -> in(new State.Failed(error, advice));
            case JobEvent.Quarantined(var error) -> in(new State.Quarantined(error));
            case JobEvent.Retried retried -> restarted(retried.attempt());
            case JobEvent.StepStarted(var stage, var round, _) ->
                    on(course.reaching(stage, round, floor(stage)));
            case JobEvent.StepProgress(var stage, var round, var percent, _) ->
                    on(course.reaching(stage, round, percent));
            case JobEvent.AgentSpawned(_, var profile, var engine, var model) ->
                    // who judges a change has not made it
                    profile.equals("inspector") || profile.equals("tester")
                            ? this
                            : driven(new EngineUsed(engine, model));
            case JobEvent.GatesDetected detected -> found(Evidences.of(detected));
            case JobEvent.EgressBlocked blocked -> kept(Evidences.of(blocked, course.round()));
            case JobEvent.GatePassed passed -> proven(Evidences.of(passed));
            case JobEvent.GateHeld held -> proven(Evidences.of(held));
            case JobEvent.GateBypassed bypassed -> proven(Evidences.of(bypassed));
            case JobEvent.GateRejected rejected -> proven(Evidences.of(rejected));
            case JobEvent.GateBroken broken -> proven(Evidences.of(broken));
            case JobEvent.ChangeFound found ->
                    with(
                            new Published(
                                    found.branch(),
                                    found.head(),
                                    found.pullRequest(),
                                    published.url()));
            case JobEvent.BranchPushed(var branch, var head) ->
                    with(new Published(branch, head, published.pullRequest(), published.url()));
            case JobEvent.PullRequestOpened(var number, var url) ->
                    with(new Published(published.branch(), published.head(), number, url));
            case JobEvent.BudgetSpent paid -> paid(paid);
            case JobEvent.WorkKept(var commit, _) -> on(course.keeping(commit));
            case JobEvent.StepFinished(var stage, _, var status, _) ->
                    stage == Stage.WEAVE && status == JobStep.Status.DONE
                            ? on(course.keeping(null))
                            : this;
            case JobEvent.Watched _,
                    JobEvent.Changed _,
                    JobEvent.AgentTool _,
                    JobEvent.AgentUsage _,
                    JobEvent.AgentContext _,
                    JobEvent.AgentNote _,
                    JobEvent.SteerReceived _,
                    JobEvent.SteerDelivered _,
                    JobEvent.AgentFinished _,
                    JobEvent.AgentCleaned _,
                    JobEvent.KillProven _,
                    JobEvent.BudgetWarned _,
                    JobEvent.BudgetExceeded _,
                    JobEvent.GateStarted _,
                    JobEvent.ReviewVerdict _,
                    JobEvent.BranchConflicted _,
                    JobEvent.Unknown _ ->
                    this;
        };
    }

    /** A bar that never moves looks dead, so each stage begins at a place of its own. */
    private static int floor(Stage stage) {
        return switch (stage) {
            case CONTEXT -> 5;
            case WEAVE -> 15;
            case INSPECT -> 60;
            case PUBLISH -> 85;
            case REPORT -> 95;
        };
    }

    private JobStory in(State next) {
        return new JobStory(seq, attempt, next, course, evidence, engines, published, spent, lines);
    }

    private JobStory on(Course next) {
        return new JobStory(seq, attempt, state, next, evidence, engines, published, spent, lines);
    }

    private JobStory with(Published next) {
        return new JobStory(seq, attempt, state, course, evidence, engines, next, spent, lines);
    }

    private JobStory proven(Evidence one) {
        var all = plus(evidence, one);
        return new JobStory(seq, attempt, state, course, all, engines, published, spent, lines);
    }

    private JobStory paid(JobEvent.BudgetSpent now) {
        return new JobStory(seq, attempt, state, course, evidence, engines, published, now, lines);
    }

    /** It is found anew in every round, and said once. */
    private JobStory found(Evidence detected) {
        return evidence.stream().anyMatch(it -> it.result() == Evidence.Result.DETECTED)
                ? this
                : proven(detected);
    }

    /** All that an agent of a round was kept from is one row. */
    private JobStory kept(Evidence one) {
        for (var i = 0; i < evidence.size(); i++) {
            var row = evidence.get(i);
            if (row.result() == one.result() && row.round() == one.round()) {
                return row.reasons().containsAll(one.reasons()) ? this : with(i, row.and(one));
            }
        }
        return proven(one);
    }

    private JobStory with(int index, Evidence row) {
        var all = new ArrayList<>(evidence);
        all.set(index, row);
        return new JobStory(seq, attempt, state, course, all, engines, published, spent, lines);
    }

    private JobStory driven(EngineUsed one) {
        var all = engines.contains(one) ? engines : plus(engines, one);
        return new JobStory(seq, attempt, state, course, evidence, all, published, spent, lines);
    }

    private JobStory toldIn(@Nullable String line) {
        var all = line == null ? lines : plus(lines, line);
        return new JobStory(seq, attempt, state, course, evidence, engines, published, spent, all);
    }

    private JobStory restarted(int next) {
        return new JobStory(
                seq,
                next,
                new State.Queued(),
                Course.START,
                List.of(),
                List.of(),
                published,
                spent,
                lines);
    }

    private static <T> List<T> plus(List<T> list, T one) {
        return Stream.concat(list.stream(), Stream.of(one)).toList();
    }
}
