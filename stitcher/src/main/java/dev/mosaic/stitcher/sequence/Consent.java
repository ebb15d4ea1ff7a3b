package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.blocking.Await;
import dev.mosaic.stitcher.inspector.GateResult;
import dev.mosaic.stitcher.inspector.GateResults;
import dev.mosaic.stitcher.job.store.Approvals;
import dev.mosaic.stitcher.job.store.Approvals.Question;
import dev.mosaic.stitcher.policy.ApprovalSettings;
import dev.mosaic.stitcher.policy.Safeguards;
import dev.mosaic.stitcher.text.Endings;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Whether a change that passed its gates may go out: whether anybody must be asked, and what they
 * said. What they said holds for exactly the commit that they were shown. Blocking.
 */
@Component
class Consent {
    private static final int DIFF_BYTES = 6_000;

    private final GateResults results;
    private final Approvals approvals;
    private final ApprovalSettings settings;

    Consent(GateResults results, Approvals approvals, ApprovalSettings settings) {
        this.results = results;
        this.approvals = approvals;
        this.settings = settings;
    }

    /** The answer. */
    sealed interface Ruling {
        /** Nobody must be asked, or somebody approved. */
        record Given() implements Ruling {}

        /** Somebody must be asked first. */
        record Missing(Question question) implements Ruling {}

        /** Somebody said no. @param reasons for the next round */
        record Refused(List<String> reasons) implements Ruling {
            public Refused {
                reasons = List.copyOf(reasons);
            }
        }
    }

    Ruling about(Passage passage) throws InterruptedException {
        var reasons = reasons(passage);
        if (reasons.isEmpty()) {
            return new Ruling.Given();
        }
        var job = passage.job();
        var head = passage.position().requiredChange().hex();
        var asked = Await.maybe(approvals.of(job.id(), job.attempt(), head));
        var answer = asked == null ? null : asked.answer();
        if (answer == null) {
            return new Ruling.Missing(question(passage, head, reasons));
        }
        return switch (answer.verdict()) {
            case APPROVED -> new Ruling.Given();
            case REJECTED ->
                    new Ruling.Refused(Endings.personRejected(answer.by(), answer.reason()));
        };
    }

    private List<String> reasons(Passage passage) throws InterruptedException {
        var job = passage.job();
        var round = passage.position().round();
        var reasons = new ArrayList<String>();
        for (var result : Await.value(results.of(job.id()).collectList())) {
            if (result.attempt() == job.attempt() && result.round() == round && isHeld(result)) {
                result.reasons().forEach(reason -> reasons.add(result.gate() + ": " + reason));
            }
        }
        if (passage.ground().policy().safeguards().publish() == Safeguards.Publish.HOLD) {
            reasons.add(Endings.HOLD);
        }
        return reasons;
    }

    private static boolean isHeld(GateResult result) {
        return result.verdict().equals("held");
    }

    private Question question(Passage passage, String head, List<String> reasons) {
        var position = passage.position();
        return new Question(
                position.requiredBase().hex(),
                head,
                reasons,
                passage.ground().policy().safeguards().othersOnly(),
                settings.within(),
                passage.mirror()
                        .diff(position.requiredBase(), position.requiredChange(), DIFF_BYTES));
    }
}
