package dev.mosaic.herald;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.job.Origin;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names the final word about one attempt of a job to one place: the key of its effect. */
public record FinalKey(JobId job, int attempt, Origin to) {
    private static final Pattern FORM =
            Pattern.compile(
                    "final:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([0-9]{1,9}):([^:]+):(.*)",
                    Pattern.DOTALL);

    /** Reads the key of an effect; null if the effect is something else than a final word. */
    public static @Nullable FinalKey parse(String key) {
        var match = FORM.matcher(key);
        if (!match.matches()) {
            return null;
        }
        return new FinalKey(
                new JobId(UUID.fromString(match.group(1))),
                Integer.parseInt(match.group(2)),
                new Origin(match.group(3), match.group(4)));
    }

    @Override
    public String toString() {
        return "final:%s:%d:%s:%s".formatted(job, attempt, to.outlet(), to.address());
    }
}
