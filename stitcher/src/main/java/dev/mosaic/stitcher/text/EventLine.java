package dev.mosaic.stitcher.text;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.Stage;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One event in one line, without markup; null for what people need not read. */
public final class EventLine {
    private static final int NAME = 60;
    private static final int SENTENCE = 300;

    private EventLine() {}

    /** Inert, whatever the event holds. */
    public static @Nullable String of(JobEvent event) {
        return switch (event) {
            case JobEvent.Submitted(var by, _, _) -> "asked by " + name(by);
            case JobEvent.Watched(var watcher) ->
                    name(watcher) + " asked for the same and will hear of it too";
            case JobEvent.Queued(var reason) ->
                    reason.equals("accepted") ? "queued" : "queued again: " + sentence(reason);
            case JobEvent.Delayed(var reason, var until) ->
                    "put off until %s, then it goes on by itself: %s"
                            .formatted(Spell.at(until), sentence(reason));
            case JobEvent.Waiting(var what, var until, _, var reasons, _) ->
                    "waits for %s until %s%s"
                            .formatted(
                                    Spell.wanted(what),
                                    Spell.at(until),
                                    because(reasons.isEmpty() ? "" : reasons.getFirst()));
            case JobEvent.Resumed(var by, var answer, var reason) ->
                    "%s by %s%s".formatted(name(answer), name(by), because(reason));
            case JobEvent.Claimed(var node, _) -> "taken up by node " + name(node);
            case JobEvent.Cancelling(var by, var reason) ->
                    "%s asked to stop it%s".formatted(name(by), because(reason));
            case JobEvent.Cancelled(var by, var reason) ->
                    "cancelled by %s%s".formatted(name(by), because(reason));
            case JobEvent.Completed(_, var verdict) ->
                    verdict == null ? "done" : "done: " + verdict.word();
            case JobEvent.Failed(var error, _) -> "failed: " + sentence(error);
            case JobEvent.Quarantined(var error) -> "quarantined: " + sentence(error);
            case JobEvent.Retried(var by, var attempt, _) ->
                    "attempt %d, asked by %s".formatted(attempt, name(by));
            case JobEvent.Changed(var by, var priority) ->
                    priority == null
                            ? null
                            : "%s gave it priority %d".formatted(name(by), priority);
            case JobEvent.StepStarted(var stage, var round, var profile) ->
                    stage == Stage.REPORT
                            ? null
                            : "round %d, %s"
                                    .formatted(
                                            round,
                                            profile.equals("herald")
                                                    ? "publish: telling the pull request"
                                                    : doing(stage));
            case JobEvent.StepFinished finished -> finished(finished);
            case JobEvent.AgentSpawned(_, var profile, var engine, var model) ->
                    profile.equals("tester")
                            ? "the gates look at the change"
                            : "%s, driven by %s"
                                    .formatted(
                                            profile.equals("inspector")
                                                    ? "a reviewer looks at the change"
                                                    : "an agent works",
                                            engine(engine, model));
            case JobEvent.AgentFinished(_, var state, var turns, var millis, _) ->
                    "the agent %s after %s in %s"
                            .formatted(
                                    state.equals("COMPLETED")
                                            ? "stopped"
                                            : "ended " + name(state).toLowerCase(Locale.ROOT),
                                    Spell.count(turns, "turn"),
                                    took(millis));
            case JobEvent.SteerReceived(_, var by, var text) ->
                    "%s says to the agent: %s".formatted(name(by), sentence(text));
            case JobEvent.SteerDelivered(_, var by, _) ->
                    "the agent was told what %s said".formatted(name(by));
            case JobEvent.KillProven(var millis, var survivors) ->
                    survivors.isEmpty()
                            ? "killed: nothing of it runs any more, %s after that was asked"
                                    .formatted(took(millis))
                            : "killed, but not all of it could be ended; it is tried again: "
                                    + survivors.stream()
                                            .limit(5)
                                            .map(EventLine::sentence)
                                            .collect(Collectors.joining("; "));
            case JobEvent.EgressBlocked(_, var target, var why, var times) ->
                    "the agent was kept from reaching %s%s: %s"
                            .formatted(
                                    name(target),
                                    times == 1 ? "" : ", " + Spell.count(times, "time"),
                                    sentence(why));
            case JobEvent.BudgetWarned(_, _, _, var sentence) -> sentence(sentence);
            case JobEvent.BudgetExceeded(_, _, _, var sentence) -> sentence(sentence);
            case JobEvent.BudgetSpent spent -> CostText.sentence(spent);
            case JobEvent.WorkKept(var commit, var node) ->
                    "what the agent did until then is kept on node %s as commit %s"
                            .formatted(name(node), abbreviated(commit));
            case JobEvent.GatePassed passed -> passed(passed);
            case JobEvent.GatesDetected(_, var found) ->
                    found.stream()
                            .map(EventLine::sentence)
                            .collect(Collectors.joining("; ", "gates found: ", ""));
            case JobEvent.GateHeld(var gate, _, _, var reasons) ->
                    "gate %s asks for an approval%s"
                            .formatted(
                                    name(gate),
                                    because(reasons.isEmpty() ? "" : reasons.getFirst()));
            case JobEvent.GateBypassed(var gate, _, var by) ->
                    "gate %s did not run: quality gates were disabled by %s"
                            .formatted(name(gate), name(by));
            case JobEvent.GateRejected rejected -> rejected(rejected);
            case JobEvent.ReviewVerdict verdict -> said(verdict);
            case JobEvent.GateBroken(var gate, _, var cause) ->
                    "gate %s could not run: %s".formatted(name(gate), sentence(cause));
            case JobEvent.ChangeFound found ->
                    "looks at branch %s at %s, which left %s at %s"
                            .formatted(
                                    sentence(found.branch()),
                                    abbreviated(found.head()),
                                    sentence(found.baseBranch()),
                                    abbreviated(found.base()));
            case JobEvent.BranchConflicted(_, var paths) ->
                    "the base branch moved and conflicts in "
                            + paths.stream()
                                    .limit(5)
                                    .map(EventLine::name)
                                    .collect(Collectors.joining(", "));
            case JobEvent.BranchPushed(var branch, var head) ->
                    "pushed branch %s at %s".formatted(sentence(branch), abbreviated(head));
            case JobEvent.PullRequestOpened(var number, _) -> "opened pull request #" + number;
            case JobEvent.StepProgress(_, _, _, var note) -> note.isEmpty() ? null : sentence(note);
            case JobEvent.AgentTool _,
                    JobEvent.AgentUsage _,
                    JobEvent.AgentContext _,
                    JobEvent.AgentNote _,
                    JobEvent.AgentCleaned _,
                    JobEvent.GateStarted _,
                    JobEvent.Unknown _ ->
                    null;
        };
    }

    /** An engine by its honest name. */
    static String engine(String engine, @Nullable String model) {
        var named = "engine " + name(engine);
        if (engine.equals("scripted")) {
            return named + " (it replays a file of steps; no model is asked)";
        }
        return model == null ? named : named + " with model " + name(model);
    }

    static String stage(Stage stage) {
        return stage.name().toLowerCase(Locale.ROOT);
    }

    static String abbreviated(String sha) {
        return Inert.line(sha.length() > 10 ? sha.substring(0, 10) : sha, 10);
    }

    private static String doing(Stage stage) {
        return switch (stage) {
            case CONTEXT -> "context: reading the issue and the repository";
            case WEAVE -> "weave: an agent changes the code";
            case INSPECT -> "inspect: the gates check the change";
            case PUBLISH -> "publish: branch and pull request";
            case REPORT -> "report: telling whoever asked";
        };
    }

    private static @Nullable String finished(JobEvent.StepFinished it) {
        var summary = sentence(it.summary());
        if (summary.isEmpty() || it.stage() == Stage.REPORT) {
            return null;
        }
        var how =
                switch (it.status()) {
                    case DONE, RUNNING -> "";
                    case REJECTED -> " rejected";
                    case FAILED -> " failed";
                    case ABANDONED -> " broken off";
                };
        return "round %d, %s%s: %s".formatted(it.round(), stage(it.stage()), how, summary);
    }

    private static String passed(JobEvent.GatePassed it) {
        var command =
                it.exit() == null
                        ? ""
                        : ": %s, exit %d".formatted(sentence(it.command()), it.exit());
        var remark = it.remarks().isEmpty() ? "" : "; " + sentence(it.remarks().getFirst());
        return "gate %s passed%s, %s%s"
                .formatted(name(it.gate()), command, took(it.millis()), remark);
    }

    private static String rejected(JobEvent.GateRejected it) {
        var exit = it.exit() == null ? "" : ", exit " + it.exit();
        var command =
                it.command().isBlank() ? "" : " (%s%s)".formatted(sentence(it.command()), exit);
        var reason = it.reasons().isEmpty() ? "no reason given" : sentence(it.reasons().getFirst());
        return "gate %s rejected the change after %s%s: %s"
                .formatted(name(it.gate()), took(it.millis()), command, reason);
    }

    private static String said(JobEvent.ReviewVerdict it) {
        return "the reviewer said %s with confidence %s, %s"
                .formatted(
                        name(it.verdict()),
                        it.confidence().setScale(2, RoundingMode.FLOOR).toPlainString(),
                        Spell.count(it.findings().size(), "finding"));
    }

    private static String took(long millis) {
        return Spell.duration(Duration.ofMillis(millis));
    }

    private static String because(String reason) {
        return reason.isBlank() ? "" : ": " + sentence(reason);
    }

    private static String name(String text) {
        return Inert.line(text, NAME);
    }

    private static String sentence(String text) {
        return Inert.line(text, SENTENCE);
    }
}
