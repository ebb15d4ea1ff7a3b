package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.failpoint.Failpoint;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.CommitMessage;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.GitSettings;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.JobStep;
import dev.mosaic.stitcher.job.JobStep.Status;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.secrets.Redactor;
import dev.mosaic.stitcher.sequence.Passage.Step;
import dev.mosaic.stitcher.text.DiffText;
import dev.mosaic.stitcher.text.Endings;
import dev.mosaic.stitcher.text.PullRequestText;
import dev.mosaic.stitcher.weaver.Weaver;
import dev.mosaic.stitcher.weaver.Weaving;
import dev.mosaic.stitcher.weaver.Weaving.Cost;
import dev.mosaic.stitcher.weaver.Weaving.Woven;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** An agent changes the code; the host makes an unpublished commit of it. */
@Component
class WeaveStage {
    private static final Duration ENGINE_PAUSE = Duration.ofSeconds(10);
    private static final Duration BRIEFLY = Duration.ofSeconds(3);

    private final Weaver weaver;
    private final JobMirrors mirrors;
    private final GitSettings git;
    private final Jobs jobs;
    private final Redactor redactor;
    private final Funds funds;

    WeaveStage(
            Weaver weaver,
            JobMirrors mirrors,
            Jobs jobs,
            GitSettings git,
            Redactor redactor,
            Funds funds) {
        this.weaver = weaver;
        this.mirrors = mirrors;
        this.jobs = jobs;
        this.git = git;
        this.redactor = redactor;
        this.funds = funds;
    }

    Step run(Passage passage) throws InterruptedException {
        var position = passage.position();
        var limits = passage.ground().terms().limits();
        var wall = limits.wall().minus(position.wall());
        var turns = limits.turns() - position.turns();
        if (!wall.isPositive() || turns <= 0) {
            return new Step.DeadEnd(
                    Endings.limitReached(
                            "the job's time or turns were used up before round %d"
                                    .formatted(position.round()),
                            kept(passage, position.change())));
        }
        var step = passage.journey().begin(position.round(), Stage.WEAVE, "weaver");
        var woven = weaver.weave(weaving(passage, step, wall, turns));
        funds.tell(passage.lease());
        return read(passage, step, woven);
    }

    private Step read(Passage passage, JobStep step, Woven woven) throws InterruptedException {
        return switch (woven) {
            case Woven.Changed changed -> {
                mirrors.share(passage, changed.commit());
                yield finished(
                        passage,
                        step,
                        Status.DONE,
                        DiffText.stat(changed.files()),
                        notes(changed.commit(), List.of(), changed.cost()));
            }
            case Woven.Unchanged unchanged ->
                    finished(
                            passage,
                            step,
                            Status.REJECTED,
                            "changed nothing",
                            notes(null, Endings.nothingChanged(), unchanged.cost()));
            case Woven.Refused(var reasons, var cost) ->
                    finished(
                            passage,
                            step,
                            Status.REJECTED,
                            reasons.getFirst(),
                            notes(null, reasons, cost));
            case Woven.Stopped(var limit, var commit, var cost) -> {
                tell(passage, commit);
                passage.journey()
                        .finish(step.id(), Status.FAILED, limit, stopped(passage, commit, cost));
                yield new Step.DeadEnd(Endings.limitReached(limit, kept(passage, commit)));
            }
            case Woven.OverBudget(var refusal, var commit, var cost) -> {
                tell(passage, commit);
                passage.journey()
                        .finish(
                                step.id(),
                                Status.FAILED,
                                refusal.standing().reason(refusal.amount()),
                                stopped(passage, commit, cost));
                yield new Step.Unpaid(funds.unpaid(passage, refusal));
            }
            case Woven.Crashed crashed -> crashed(passage, step, crashed);
            case Woven.BrokenOff(var commit, var cost) -> {
                breakOff(passage, step, commit, cost);
                throw new InterruptedException();
            }
        };
    }

    private void breakOff(Passage passage, JobStep step, @Nullable CommitSha commit, Cost cost)
            throws InterruptedException {
        tell(passage, commit);
        passage.journey()
                .breakOff(step.id(), "stopped from outside", stopped(passage, commit, cost));
    }

    /** Says that unfinished work is kept, if it can be written soon: the end does not wait. */
    private void tell(Passage passage, @Nullable CommitSha commit) throws InterruptedException {
        if (commit != null) {
            mirrors.shareBriefly(passage, commit);
            var kept = new JobEvent.WorkKept(commit.hex(), passage.lease().node());
            Await.maybe(jobs.record(passage.lease(), kept).timeout(BRIEFLY).onErrorComplete());
            Failpoint.UNFINISHED_KEPT.pass();
        }
    }

    private static StepNotes stopped(Passage passage, @Nullable CommitSha commit, Cost cost) {
        return StepNotes.stopped(
                passage.position().requiredBase(), commit, cost.time().toMillis(), cost.turns());
    }

    private Step crashed(Passage passage, JobStep step, Woven.Crashed crashed)
            throws InterruptedException {
        tell(passage, crashed.kept());
        passage.journey()
                .finish(
                        step.id(),
                        Status.FAILED,
                        crashed.detail(),
                        stopped(passage, crashed.kept(), crashed.cost()));
        if (crashed.passing()) {
            throw new Failure.Later("The engine broke: " + crashed.detail(), ENGINE_PAUSE, null);
        }
        return new Step.DeadEnd(
                Endings.engineBroke(crashed.detail(), kept(passage, crashed.kept())));
    }

    private Weaving weaving(Passage passage, JobStep step, Duration wall, int turns)
            throws InterruptedException {
        var terms = passage.ground().terms();
        var fence = "data-" + UUID.randomUUID();
        return new Weaving(
                passage.lease(),
                step,
                passage.repository(),
                passage.mirror(),
                passage.position().requiredBase(),
                passage.position().start(),
                passage.position().unfinished(),
                fence,
                // what an issue gives away is not passed on to a model
                redactor.redact(
                        passage.briefing().text(fence, passage.job().request().instructions())),
                passage.position().reasons(),
                terms.engine(),
                terms.model(),
                wall,
                turns,
                terms.limits().toolCalls(),
                funds.payer(passage),
                message(passage.job()));
    }

    private CommitMessage message(Job job) {
        var request = job.request();
        var trailers = new LinkedHashMap<String, String>();
        trailers.put("Requested-by", request.requestedBy());
        trailers.put("Mosaic-Job", job.id().toString());
        return new CommitMessage(
                git.authorName(), git.authorEmail(), PullRequestText.title(request), "", trailers);
    }

    private static Step finished(
            Passage passage, JobStep step, Status status, String summary, StepNotes notes)
            throws InterruptedException {
        return new Step.Finished(passage.journey().finish(step.id(), status, summary, notes));
    }

    private static StepNotes notes(@Nullable CommitSha commit, List<String> reasons, Cost cost) {
        return new StepNotes(null, commit, reasons, cost.time().toMillis(), cost.turns(), null);
    }

    private static String kept(Passage passage, @Nullable CommitSha commit) {
        return commit == null
                ? ""
                : "commit %s of job %s".formatted(commit.abbreviated(), passage.job().id());
    }
}
