package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.job.Judgement;
import dev.mosaic.stitcher.job.store.Approvals.Question;
import dev.mosaic.stitcher.job.store.BudgetExtensions;
import dev.mosaic.stitcher.text.Endings;
import java.time.Instant;

/** How a job came to its end, or to a pause, by itself. */
sealed interface Ending {
    /** The change is proposed. @param summary one line for people */
    record Completed(String summary) implements Ending {}

    /** A change that is there was judged. @param summary what people read of that */
    record Judged(Judgement judgement, String summary) implements Ending {}

    /** It goes on when somebody has answered. */
    record Waiting(Question question) implements Ending {}

    /** It goes on when somebody has allowed it to cost more. */
    record Unpaid(BudgetExtensions.Question question) implements Ending {}

    /** It goes on by itself at a time. @param reason sentences for people */
    record Postponed(String reason, Instant until) implements Ending {}

    /** It did not come to a change that could be proposed. */
    record Failed(Endings sentence) implements Ending {}
}
