package dev.mosaic.stitcher.inspector;

import dev.mosaic.stitcher.inspector.Inspection.Report;
import dev.mosaic.stitcher.model.ledger.Reserved;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what the gates of one round said, one after the other. For one thread. */
final class Tally {
    private final List<String> refusing = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private int passed;
    private int held;
    private @Nullable Report broken;

    /** One more verdict. */
    void add(String gate, Verdict verdict) {
        switch (verdict) {
            case Verdict.Passed _ -> passed++;
            case Verdict.Held _ -> held++;
            case Verdict.Rejected(var why) -> {
                refusing.add(gate);
                reasons.add(gate + ": " + String.join("\n", why));
            }
            case Verdict.Broken(var cause) -> {
                if (broken == null) {
                    broken = new Report.Broken(gate, cause);
                }
            }
        }
    }

    /** A budget did not allow a gate to speak. */
    void unpaid(Reserved.Exceeded refusal) {
        if (broken == null) {
            broken = new Report.Unpaid(refusal);
        }
    }

    /** True if a gate has said no. */
    boolean isRefused() {
        return !refusing.isEmpty();
    }

    /** True if there is no sense in asking the next gate: somebody must mend something first. */
    boolean isBroken() {
        return broken != null;
    }

    /** A gate that could not run outweighs what the others said: nobody knows the whole answer. */
    Report report() {
        if (broken != null) {
            return broken;
        }
        return refusing.isEmpty()
                ? new Report.Approved(passed, held)
                : new Report.Rejected(refusing, reasons);
    }
}
