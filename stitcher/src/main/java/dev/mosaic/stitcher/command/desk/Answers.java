package dev.mosaic.stitcher.command.desk;

import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Command.Verb;
import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.command.Desk.Asked;
import dev.mosaic.stitcher.command.Desk.Deed;
import dev.mosaic.stitcher.command.Desk.Errand;
import dev.mosaic.stitcher.command.Desk.Signal;
import dev.mosaic.stitcher.command.Reply;
import dev.mosaic.stitcher.command.Reply.Cause;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.job.Approval;
import dev.mosaic.stitcher.job.Job;
import dev.mosaic.stitcher.job.JobStatus;
import dev.mosaic.stitcher.job.store.Approvals;
import dev.mosaic.stitcher.job.store.BudgetExtensions;
import dev.mosaic.stitcher.text.ApprovalReplies;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Takes the answers of people to what a job asks them. */
@Component
final class Answers {
    /** Whoever sits at a machine with a local forge has nobody else to ask. */
    private static final String LOCAL = "local";

    private final Lookup lookup;
    private final Approvals approvals;
    private final BudgetExtensions extensions;
    private final ApprovalReplies replies;

    Answers(
            Lookup lookup,
            Approvals approvals,
            BudgetExtensions extensions,
            CommandSettings settings) {
        this.lookup = lookup;
        this.approvals = approvals;
        this.extensions = extensions;
        this.replies = new ApprovalReplies(settings.mention());
    }

    Mono<Errand> approve(Command.Approve approve, Asked asked) {
        var by = asked.incoming().actor().name();
        var answer = new Approval.Answer(Approval.Verdict.APPROVED, by, "");
        return answer(approve.job(), Verb.APPROVE, approve.commit(), answer, asked);
    }

    Mono<Errand> reject(Command.Reject reject, Asked asked) {
        var by = asked.incoming().actor().name();
        var answer = new Approval.Answer(Approval.Verdict.REJECTED, by, reject.reason());
        return answer(reject.job(), Verb.REJECT, null, answer, asked);
    }

    /**
     * @param commit the beginning of the one that is meant; null for whatever is asked about
     */
    private Mono<Errand> answer(
            Target target,
            Verb verb,
            @Nullable String commit,
            Approval.Answer answer,
            Asked asked) {
        return lookup.job(target, asked, verb)
                .flatMap(found ->
                        found.then(job ->
                                lookup.permitted(
                                        asked,
                                        verb,
                                        job.request().issue().repo(),
                                        () -> decide(job, commit, answer, asked))));
    }

    private Mono<Errand> decide(
            Job job, @Nullable String commit, Approval.Answer answer, Asked asked) {
        if (job.status() == JobStatus.WAITING && BudgetExtensions.BUDGET.equals(job.waitingFor())) {
            return commit == null
                    ? decideOnMoney(job, answer, asked)
                    : refused(Cause.CONFLICT, replies.asksForMoney(job));
        }
        if (job.status() != JobStatus.WAITING || !Approvals.APPROVAL.equals(job.waitingFor())) {
            return refused(Cause.CONFLICT, replies.waitsForNothing(job));
        }
        return approvals
                .latest(job.id())
                .map(question -> decide(job, question, commit, answer, asked))
                .switchIfEmpty(refused(Cause.CONFLICT, replies.waitsForNothing(job)));
    }

    private Mono<Errand> decideOnMoney(Job job, Approval.Answer answer, Asked asked) {
        return extensions
                .open(job.id())
                .map(question ->
                        question.othersOnly() && isOwn(job, answer, asked)
                                ? Errand.say(
                                        new Reply.Refused(Cause.FORBIDDEN, replies.notYourOwn(job)))
                                : new Errand(
                                        extensions
                                                .answer(job.id(), answer)
                                                .map(moved -> answered(moved, question.more()))))
                .switchIfEmpty(refused(Cause.CONFLICT, replies.waitsForNothing(job)));
    }

    private Deed answered(Job job, BigDecimal more) {
        return job.status().isFinal()
                ? new Deed(new Reply.Accepted(job.id(), false, replies.notAllowed(job)), null)
                : new Deed(
                        new Reply.Accepted(job.id(), false, replies.allowed(job, more)),
                        new Signal.Wake());
    }

    private Errand decide(
            Job job,
            Approval question,
            @Nullable String commit,
            Approval.Answer answer,
            Asked asked) {
        if (commit != null && !question.head().startsWith(commit)) {
            return Errand.say(
                    new Reply.Refused(
                            Cause.CONFLICT, replies.otherCommit(job, commit, question.head())));
        }
        return question.othersOnly() && isOwn(job, answer, asked)
                ? Errand.say(new Reply.Refused(Cause.FORBIDDEN, replies.notYourOwn(job)))
                : written(job, question.head(), answer);
    }

    /** To reject one's own change is always fine. */
    private static boolean isOwn(Job job, Approval.Answer answer, Asked asked) {
        var actor = asked.incoming().actor();
        return answer.verdict() == Approval.Verdict.APPROVED
                && !actor.forge().equals(LOCAL)
                && actor.name().equalsIgnoreCase(job.request().requestedBy());
    }

    private Errand written(Job job, String head, Approval.Answer answer) {
        return new Errand(
                approvals
                        .answer(job.id(), head, answer)
                        .map(resumed ->
                                new Deed(
                                        new Reply.Accepted(
                                                resumed.id(),
                                                false,
                                                answer.verdict() == Approval.Verdict.APPROVED
                                                        ? replies.approved(resumed)
                                                        : replies.rejected(resumed)),
                                        new Signal.Wake())));
    }

    private static Mono<Errand> refused(Cause cause, String text) {
        return Mono.just(Errand.say(new Reply.Refused(cause, text)));
    }
}
