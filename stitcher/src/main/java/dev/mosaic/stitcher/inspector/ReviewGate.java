package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.inspector.Inspection.Means;
import dev.mosaic.stitcher.inspector.review.Opinion;
import dev.mosaic.stitcher.inspector.review.Opinion.Finding;
import dev.mosaic.stitcher.inspector.review.Review;
import dev.mosaic.stitcher.inspector.review.Review.Result;
import dev.mosaic.stitcher.inspector.review.Reviewer;
import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.job.store.Jobs;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The gate that asks a reviewer. Only a whole and sure approval passes; what the reviewer could not
 * say because its model was away is nobody's fault.
 */
@Component
class ReviewGate {
    static final String NAME = "review";

    private static final String NOTHING_LEFT =
            "The job's time or turns were used up before the review, so nobody has reviewed the change (mosaic.limits.wall, mosaic.limits.turns).";

    private static final int SHOWN = 2;
    private static final int LONGEST_ANSWER = 32 << 10;

    private final Reviewers reviewers;
    private final Reviewer reviewer;
    private final GateBook book;
    private final Jobs jobs;

    ReviewGate(Reviewers reviewers, Reviewer reviewer, GateBook book, Jobs jobs) {
        this.reviewers = reviewers;
        this.reviewer = reviewer;
        this.book = book;
        this.jobs = jobs;
    }

    /**
     * @return what the review used up; null if nobody began one
     */
    @Nullable Review run(Inspection inspection, Means means, Tally tally)
            throws InterruptedException {
        book.started(inspection.lease(), inspection.step(), NAME, "");
        if (!means.wall().isPositive() || means.turns() < 1) {
            var verdict = new Verdict.Rejected(List.of(NOTHING_LEFT));
            tally.add(NAME, verdict);
            end(inspection, new Gate.Finding(verdict, null, 0, ""));
            return null;
        }
        var model = Await.value(reviewers.model(means.model())).toString();
        var review = reviewer.review(subject(inspection), told(model, means));
        var result = review.result();
        if (result instanceof Result.Given(var opinion, _)) {
            var event = event(review.agent(), inspection.step().round(), opinion);
            Await.done(jobs.record(inspection.lease(), event));
        }
        var verdict = verdict(result, model);
        if (result instanceof Result.OverBudget(var refusal)) {
            tally.unpaid(refusal);
        } else {
            tally.add(NAME, verdict);
        }
        end(inspection, new Gate.Finding(verdict, null, review.took().toMillis(), answer(result)));
        return review;
    }

    private void end(Inspection inspection, Gate.Finding finding) throws InterruptedException {
        book.ended(inspection.lease(), inspection.step(), NAME, "", finding);
    }

    private static Reviewer.Subject subject(Inspection inspection) {
        var change = inspection.change();
        return new Reviewer.Subject(
                inspection.lease(),
                inspection.step(),
                inspection.repository(),
                change.mirror(),
                change.base(),
                change.commit(),
                change.files());
    }

    private static Reviewer.Means told(String model, Means means) {
        return new Reviewer.Means(
                Reviewers.ENGINE,
                model,
                means.fence(),
                means.briefing(),
                means.wall(),
                means.turns(),
                means.toolCalls(),
                means.payer());
    }

    private static Verdict verdict(Result result, String model) {
        return switch (result) {
            case Result.Given(var opinion, _) ->
                    opinion.letsThrough()
                            ? new Verdict.Passed(said(opinion, opening(opinion, model)))
                            : new Verdict.Rejected(said(opinion, objection(opinion, model)));
            case Result.Unusable(var why, _) ->
                    new Verdict.Rejected(List.of(why + " So the change was not approved."));
            case Result.Away(var why) -> new Verdict.Broken("The reviewer could not work: " + why);
            case Result.OverBudget(var refusal) -> new Verdict.Broken(refusal.sentence());
        };
    }

    private static String opening(Opinion opinion, String model) {
        return "The reviewer (engine %s with model %s) said %s with confidence %s."
                .formatted(
                        Reviewers.ENGINE,
                        model,
                        opinion.approves() ? "approve" : "reject",
                        opinion.confidence().setScale(SHOWN, RoundingMode.FLOOR).toPlainString());
    }

    private static String objection(Opinion opinion, String model) {
        var opening = opening(opinion, model);
        if (!opinion.approves()) {
            return opening;
        }
        return opinion.isSure()
                ? opening + " It names a blocker all the same, so that counts as a rejection."
                : opening + " An approval needs %s.".formatted(Opinion.SURE.toPlainString());
    }

    private static List<String> said(Opinion opinion, String opening) {
        var said = new ArrayList<String>();
        said.add(opening);
        opinion.findings().stream().map(ReviewGate::said).forEach(said::add);
        return said;
    }

    private static String said(Finding finding) {
        var line = finding.line() == null ? "" : ":" + finding.line();
        var place = finding.file().isEmpty() ? "" : " in %s%s".formatted(finding.file(), line);
        return "%s%s: %s".formatted(word(finding), place, finding.text());
    }

    private static String word(Finding finding) {
        return finding.severity().name().toLowerCase(Locale.ROOT);
    }

    private static JobEvent event(String agent, int round, Opinion opinion) {
        return new JobEvent.ReviewVerdict(
                agent,
                round,
                opinion.approves() ? "approve" : "reject",
                opinion.confidence(),
                opinion.findings().stream()
                        .map(it ->
                                new JobEvent.ReviewFinding(
                                        word(it), it.file(), it.line(), it.text()))
                        .toList());
    }

    private static String answer(Result result) {
        var answer =
                switch (result) {
                    case Result.Given(_, var said) -> said;
                    case Result.Unusable(_, var said) -> said;
                    case Result.Away _, Result.OverBudget _ -> "";
                };
        return answer.length() <= LONGEST_ANSWER
                ? answer
                : answer.substring(0, LONGEST_ANSWER) + "\n[cut]";
    }
}
