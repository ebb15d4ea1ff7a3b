package dev.mosaic.stitcher.api;

import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Desk;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.forge.IssueRef;
import dev.mosaic.stitcher.job.IllegalTransition;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.JobKind;
import dev.mosaic.stitcher.job.JobRequest;
import dev.mosaic.stitcher.job.store.Jobs;
import dev.mosaic.stitcher.run.Agents;
import dev.mosaic.stitcher.testkit.SampleJobs;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Mono;

/** A desk with the simplest rules, over the real store; remembers what it was asked. */
public final class SampleDesk implements Desk {
    private final Jobs jobs;
    private final Agents agents;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final List<Command> commands = new CopyOnWriteArrayList<>();

    SampleDesk(Jobs jobs, Agents agents) {
        this.jobs = jobs;
        this.agents = agents;
    }

    /** The newest command. */
    public Command command() {
        return commands.getLast();
    }

    public Asked asked() {
        return asked.getLast();
    }

    public int count() {
        return commands.size();
    }

    @Override
    public Mono<Errand> prepare(Command command, Asked from) {
        commands.add(command);
        asked.add(from);
        return Mono.just(
                switch (command) {
                    case Command.Fix fix -> fix(fix, from);
                    case Command.Review(var change, _, _, _) ->
                            inspect(JobKind.REVIEW, change, from);
                    case Command.Check(var change, _) -> inspect(JobKind.CHECK, change, from);
                    case Command.Cancel(var target) ->
                            new Errand(
                                    changed(
                                                    jobs.cancel(
                                                            id(target),
                                                            from.incoming().actor().name(),
                                                            "no more"))
                                            .onErrorResume(
                                                    IllegalTransition.class,
                                                    _ -> refused(Cause.CONFLICT, "It is over.")));
                    case Command.Retry(var target, var text) ->
                            new Errand(
                                    changed(
                                            jobs.retry(
                                                    id(target), "ada", text, SampleJobs.CONSOLE)));
                    case Command.Prioritize(var target, var priority) ->
                            new Errand(changed(jobs.prioritize(id(target), "ada", priority)));
                    case Command.Say(var target, _) ->
                            Errand.say(new Reply.Accepted(id(target), false, "It will be told."));
                    case Command.Approve _, Command.Reject _ ->
                            Errand.say(new Reply.Answer("Noted."));
                    case Command.Kill _, Command.KillAll _ ->
                            Errand.say(new Reply.Answer("Killing."));
                    case Command.Help _ -> Errand.say(new Reply.Answer("You can ask `fix`."));
                    case Command.Ask(var cause) ->
                            new Errand(refused(Cause.valueOf(cause), "No: " + cause + "."));
                    default -> throw new IllegalStateException("secret detail");
                });
    }

    private Errand fix(Command.Fix fix, Asked from) {
        var number = ((Target.IssueOf) fix.issue()).number();
        return job(SampleJobs.request(new IssueRef(SampleJobs.REPO, number)), from);
    }

    private Errand inspect(JobKind kind, Target change, Asked from) {
        return job(
                change instanceof Target.Branch(var branch)
                        ? SampleJobs.inspection(kind, IssueRef.none(SampleJobs.REPO), branch)
                        : SampleJobs.inspection(
                                kind,
                                new IssueRef(SampleJobs.REPO, ((Target.IssueOf) change).number()),
                                null),
                from);
    }

    private Errand job(JobRequest request, Asked from) {
        return new Errand(
                jobs.submit(request, from.trigger())
                        .delayUntil(made ->
                                from.incoming().spawn() == null
                                        ? Mono.empty()
                                        : agents.reserve(made.job().id()))
                        .map(made ->
                                deed(made.job().id(), made instanceof Jobs.Submission.Accepted)));
    }

    private static Mono<Deed> changed(Mono<Job> change) {
        return change.map(job -> deed(job.id(), false));
    }

    private static Deed deed(JobId job, boolean fresh) {
        return new Deed(new Reply.Accepted(job, fresh, "On it."), null);
    }

    private static Mono<Deed> refused(Cause cause, String text) {
        return Mono.just(new Deed(new Reply.Refused(cause, text), null));
    }

    private static JobId id(Target target) {
        return JobId.parse(((Target.Job) target).name());
    }
}
