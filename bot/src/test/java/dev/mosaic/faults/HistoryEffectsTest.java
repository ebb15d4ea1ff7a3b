package dev.mosaic.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.faults.FileOutlet.Word;
import dev.mosaic.faults.History.BranchRow;
import dev.mosaic.faults.History.PullRequestRow;
import dev.mosaic.faults.Violation.Invariant;
import org.junit.jupiter.api.Test;

/**
 * What is wrong with that which a history left outside is found: words, branches, pull requests.
 */
class HistoryEffectsTest extends HistoryScene {
    @Test
    void aWordThatWasSaidTwiceIsFound() {
        said.add(said.getFirst());

        assertFound(Invariant.EFFECTS_ONCE);
    }

    @Test
    void aWordMayBeSaidTwiceByWhoDiedBeforeItWasNoted() {
        said.add(said.getFirst());
        saidTwice.add(finalWord());

        assertThat(check()).isEmpty();
    }

    @Test
    void aWordThatWasNeverSaidIsFound() {
        said.clear();

        assertFound(Invariant.EFFECTS_ONCE);
    }

    @Test
    void anEndWithoutAWordIsFound() {
        said.clear();
        effects.clear();

        assertFound(Invariant.EFFECTS_ONCE);
    }

    @Test
    void aWordThatNobodyWantedIsFound() {
        said.add(new Word("final:else", "ada", "Done"));

        assertFound(Invariant.EFFECTS_ONCE);
    }

    @Test
    void twoBranchesOfAnIssueAreFound() {
        branches.add(new BranchRow("r.git", "mosaic/7-other-words"));

        assertFound(Invariant.EFFECTS_ONCE);
    }

    @Test
    void twoPullRequestsOfABranchAreFound() {
        pullRequests.add(new PullRequestRow("r", 9, "mosaic/7-words", "main"));

        assertFound(Invariant.EFFECTS_ONCE);
    }

    @Test
    void aCompletedJobWithoutItsPullRequestIsFound() {
        pullRequests.clear();

        assertFound(Invariant.EFFECTS_ONCE);
    }
}
