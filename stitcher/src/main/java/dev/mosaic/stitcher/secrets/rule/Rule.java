package dev.mosaic.stitcher.secrets.rule;

import com.google.re2j.Pattern;
import dev.mosaic.stitcher.secrets.match.Strength;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a rules file.
 *
 * @param regex null for a rule that looks at paths only
 * @param path only files whose path this finds; null for all
 * @param secretGroup the group that holds the secret; 0 for the first that is not empty
 * @param entropy least bits per character; 0 for any
 * @param keywords lower case; the regex runs only where one of them stands; empty: everywhere
 * @param reach how far around its keyword a match may lie
 * @param run the least number of characters of a token in one piece that a match has
 */
record Rule(
        String id,
        String description,
        @Nullable Pattern regex,
        @Nullable Pattern path,
        int secretGroup,
        double entropy,
        List<String> keywords,
        Reach reach,
        int run,
        Strength strength,
        List<Allowlist> allowlists) {
    Rule {
        keywords = List.copyOf(keywords);
        allowlists = List.copyOf(allowlists);
    }

    /**
     * @param before characters before the keyword
     * @param after characters after its start; beyond them up to the end of a token
     */
    record Reach(int before, int after) {
        /** The whole text. */
        static final Reach WHOLE = new Reach(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    boolean looksAt(@Nullable String file) {
        return path == null || file != null && path.matcher(file).find();
    }
}
