package dev.mosaic.stitcher.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What holds for one job: what the command asked for, clamped by the instance. The repository's
 * policy clamps it further when the base branch has been read. Stored with the job.
 *
 * @param engine the engine's name
 * @param model null where the engine's default holds
 * @param budget most that the job may cost in USD; null where the instance's setting holds
 * @param base the branch to start from; null for the default branch
 * @param sandbox the kind in which agents and gates must run; null for the instance's
 */
public record Terms(
        Limits limits,
        GateProfile profile,
        String engine,
        @Nullable String model,
        @Nullable BigDecimal budget,
        @Nullable String base,
        @Nullable String sandbox,
        Set<Choice> chosen) {

    /** What the command named itself; a repository's default does not replace it. */
    public enum Choice {
        PROFILE,
        ENGINE,
        /** To do without quality gates; whoever chose it was allowed to then. */
        YOLO
    }

    public Terms {
        chosen = Set.copyOf(chosen);
    }

    /**
     * These terms under a repository's policy: limits only go down, what the command did not choose
     * is the repository's, and no choice is weaker than the least gate profile.
     */
    public Terms under(RepoPolicy policy) {
        var wall =
                policy.wallMinutes() == null
                        ? limits.wall()
                        : min(limits.wall(), Duration.ofMinutes(policy.wallMinutes()));
        return new Terms(
                new Limits(
                        wall,
                        least(limits.turns(), policy.turns()),
                        least(limits.rounds(), policy.rounds()),
                        limits.gate(),
                        least(limits.toolCalls(), policy.toolCalls())),
                profile(policy),
                policy.engine() == null || chosen.contains(Choice.ENGINE)
                        ? engine
                        : policy.engine(),
                model,
                budget,
                base,
                sandbox,
                chosen);
    }

    private static int least(int limit, @Nullable Integer lower) {
        return lower == null ? limit : Math.min(limit, lower);
    }

    private GateProfile profile(RepoPolicy policy) {
        var wanted =
                policy.profile() == null || chosen.contains(Choice.PROFILE)
                        ? profile
                        : policy.profile();
        var least = policy.safeguards().least();
        // the constants stand from strict to minimal
        return least == null || wanted.compareTo(least) <= 0 ? wanted : least;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
