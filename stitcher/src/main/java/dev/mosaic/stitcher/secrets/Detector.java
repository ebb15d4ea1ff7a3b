package dev.mosaic.stitcher.secrets;

import dev.mosaic.stitcher.secrets.match.Match;
import dev.mosaic.stitcher.secrets.match.Strength;
import dev.mosaic.stitcher.secrets.own.OwnSecrets;
import dev.mosaic.stitcher.secrets.rule.RuleMatcher;
import dev.mosaic.stitcher.secrets.rule.Rules;
import dev.mosaic.stitcher.secrets.view.Decoder;
import dev.mosaic.stitcher.secrets.view.Joins;
import dev.mosaic.stitcher.secrets.view.View;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one text in every way there is: as it stands, with broken strings and lines put
 * together, and with encodings taken off, two deep. What is guessed is guessed only as it stands.
 * Safe for several threads.
 */
final class Detector {
    private static final int DEEPEST = 2;

    private final OwnSecrets own;
    private final RuleMatcher all;
    private final RuleMatcher told;
    private final RuleMatcher sure;

    Detector(Rules rules, OwnSecrets own) {
        this.own = own;
        all = new RuleMatcher(rules);
        told = new RuleMatcher(rules.from(Strength.CONTEXT));
        sure = new RuleMatcher(rules.from(Strength.SURE));
    }

    /** Everything, with guesses; in no order, and a secret may be found twice. */
    List<Match> all(String text, @Nullable String file) {
        return find(text, file, all);
    }

    /** Without guesses. */
    List<Match> told(String text) {
        return find(text, null, told);
    }

    private List<Match> find(String text, @Nullable String file, RuleMatcher rules) {
        var found = new ArrayList<Match>();
        look(text, file, rules, DEEPEST, found::add);
        if (file != null) {
            rules.findInPath(file, match -> found.add(match.at(0, 0)));
        }
        return found;
    }

    private void look(
            String text,
            @Nullable String file,
            RuleMatcher rules,
            int depth,
            Consumer<Match> found) {
        own.find(text, found);
        rules.find(text, file, found);
        if (depth == 0) {
            return;
        }
        Joins.strings(text, strings -> inside(strings, file, depth, found));
        Joins.lines(text, line -> inside(line, file, depth, found));
        Decoder.decode(text, layer -> inside(layer, file, depth, found));
    }

    private void inside(View view, @Nullable String file, int depth, Consumer<Match> found) {
        look(view.text(), file, sure, depth - 1, match -> found.accept(view.inSource(match)));
    }
}
