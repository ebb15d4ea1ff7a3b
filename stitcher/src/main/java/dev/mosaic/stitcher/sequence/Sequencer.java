package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.context.Briefing;
import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.mirror.Mirror;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.Judgement;
import dev.mosaic.stitcher.job.Lease;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.job.store.JobSteps;
import dev.mosaic.stitcher.policy.Terms;
import dev.mosaic.stitcher.policy.YoloSettings;
import dev.mosaic.stitcher.sandbox.SandboxSettings;
import dev.mosaic.stitcher.sequence.Passage.Step;
import dev.mosaic.stitcher.text.DiffText;
import dev.mosaic.stitcher.text.Endings;
import dev.mosaic.stitcher.text.JudgementText;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The way of one claimed job: context, then rounds of weave, inspect and publish; of a change that
 * is there, one round without a weave, of which somebody is told. Reads top to bottom, because it
 * runs top to bottom. Where it begins is read from the finished steps, so a job that lost its node
 * goes on where it stood. Blocking.
 */
@Component
class Sequencer {
    private final JobMirrors mirrors;
    private final JobSteps steps;
    private final JsonMapper json;
    private final ContextStage context;
    private final Rounds rounds;
    private final YoloSettings yolo;
    private final SandboxSettings sandbox;

    Sequencer(
            JobMirrors mirrors,
            JobSteps steps,
            JsonMapper json,
            ContextStage context,
            Rounds rounds,
            YoloSettings yolo,
            SandboxSettings sandbox) {
        this.mirrors = mirrors;
        this.steps = steps;
        this.json = json;
        this.context = context;
        this.rounds = rounds;
        this.yolo = yolo;
        this.sandbox = sandbox;
    }

    /**
     * @throws Failure when the world failed; the caller decides what becomes of the job
     * @throws InterruptedException after everything was ended
     */
    Ending run(Job job, Lease lease) throws InterruptedException {
        var asked = json.readValue(job.request().terms(), Terms.class);
        checkSandbox(asked);
        var mirror = mirrors.open(job);
        var journey = new Journey(steps, json, lease, job);
        var briefing = briefing(journey, lease, job, asked, mirror);
        var position = journey.position();
        if (position.given() && !isHere(mirror, position, briefing)) {
            briefing = gathered(journey, lease, job, asked, mirror);
            position = journey.position();
        }
        if (!position.given()
                && position.change() != null
                && !mirrors.has(mirror, job, position.change())) {
            position = position.reweave();
        }
        if (position.kept() != null && !mirrors.has(mirror, job, position.kept().commit())) {
            position = position.forgetKept();
        }
        while (!isOver(job, position)) {
            var ground = ground(job, mirror, position, briefing, asked);
            var allowed = ground.terms().limits().rounds();
            if (position.round() > allowed) {
                return new Ending.Failed(Endings.roundsUsedUp(allowed, position.reasons()));
            }
            var passage = new Passage(lease, job, mirror, journey, briefing, ground, position);
            switch (rounds.take(passage)) {
                case Step.Finished(var step) ->
                        position = position.after(step, journey.notes(step));
                case Step.Waits(var question) -> {
                    return new Ending.Waiting(question);
                }
                case Step.Unpaid(var ending) -> {
                    return ending;
                }
                case Step.DeadEnd(var sentence) -> {
                    return new Ending.Failed(sentence);
                }
            }
        }
        var stat =
                DiffText.stat(mirror.changes(position.requiredBase(), position.requiredChange()));
        return position.given() ? judged(position.reasons(), stat) : new Ending.Completed(stat);
    }

    /** A check is told to nobody but who asked. */
    private static boolean isOver(Job job, Position position) {
        return position.next() == Stage.REPORT
                || (position.next() == Stage.PUBLISH
                        && position.given()
                        && !AnswerStage.isWanted(job));
    }

    private static Ending judged(List<String> reasons, String stat) {
        return reasons.isEmpty()
                ? new Ending.Judged(Judgement.APPROVED, JudgementText.approved(stat))
                : new Ending.Judged(Judgement.REJECTED, JudgementText.rejected(reasons, stat));
    }

    /**
     * A change that is there may have left its base long ago, but the rules of today hold; and none
     * is left out, because they are what was asked for.
     */
    private Ground ground(
            Job job, Mirror mirror, Position position, Briefing briefing, Terms asked) {
        var rules = new CommitSha(briefing.base());
        return switch (job.request().kind()) {
            case FIX -> Ground.of(mirror, position.requiredBase(), asked, yolo(asked));
            case REVIEW -> Ground.toReview(mirror, rules, asked);
            case CHECK -> Ground.of(mirror, rules, asked, false);
        };
    }

    /** Somebody may have rewritten a branch since another node looked at it. */
    private static boolean isHere(Mirror mirror, Position position, Briefing briefing) {
        return mirror.has(position.requiredChange())
                && mirror.has(position.requiredBase())
                && mirror.has(new CommitSha(briefing.base()));
    }

    /** Whoever took the job in may have been another node. */
    private void checkSandbox(Terms asked) {
        var wanted = asked.sandbox();
        if (wanted != null && !wanted.equals(sandbox.kind())) {
            throw new Failure.Never(
                    "The job was promised the sandbox `%s`, and this node runs agents in `%s`. Let mosaic.sandbox.kind be the same on every node, then retry the job."
                            .formatted(wanted, sandbox.kind()),
                    null);
        }
    }

    /** What was allowed when it was asked for is not, if the setting says otherwise by now. */
    private boolean yolo(Terms asked) {
        return switch (yolo.mode()) {
            case OFF -> false;
            case ALLOWED -> asked.chosen().contains(Terms.Choice.YOLO);
            case ALWAYS -> true;
        };
    }

    private Briefing briefing(Journey journey, Lease lease, Job job, Terms asked, Mirror mirror)
            throws InterruptedException {
        var notes = journey.context();
        return notes == null ? gathered(journey, lease, job, asked, mirror) : briefing(notes);
    }

    private Briefing gathered(Journey journey, Lease lease, Job job, Terms asked, Mirror mirror)
            throws InterruptedException {
        return briefing(
                job.request().kind().inspects()
                        ? context.find(journey, lease, job, asked, mirror)
                        : context.run(journey, job, asked, mirror));
    }

    private static Briefing briefing(StepNotes notes) {
        return Objects.requireNonNull(notes.briefing(), "the context step left no briefing");
    }
}
