package dev.mosaic.stitcher.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code .mosaic.yml} of the base branch says. Absent keys are null or empty: the instance's
 * value holds.
 *
 * @param wallMinutes, turns, rounds, toolCalls limits of the repository; they only lower those of
 *     the instance
 * @param setup lines for {@code sh} that fetch what builds need; null where they are to be found
 *     out
 * @param services what its tests need beside them, by their names
 */
public record RepoPolicy(
        List<GateCommand> gates,
        @Nullable GateProfile profile,
        @Nullable String engine,
        @Nullable Integer wallMinutes,
        @Nullable Integer turns,
        @Nullable Integer rounds,
        @Nullable Integer toolCalls,
        Safeguards safeguards,
        @Nullable List<String> setup,
        List<ServiceNeed> services) {
    /** A repository without the file. */
    public static final RepoPolicy NONE =
            new RepoPolicy(List.of(), null, null, null, null, null, null, Safeguards.DEFAULT);

    /** With the usual safeguards. */
    public RepoPolicy(
            List<GateCommand> gates,
            @Nullable GateProfile profile,
            @Nullable String engine,
            @Nullable Integer wallMinutes,
            @Nullable Integer turns,
            @Nullable Integer rounds,
            @Nullable Integer toolCalls) {
        this(gates, profile, engine, wallMinutes, turns, rounds, toolCalls, Safeguards.DEFAULT);
    }

    /** Whose setup is to be found out, and whose tests need nothing beside them. */
    public RepoPolicy(
            List<GateCommand> gates,
            @Nullable GateProfile profile,
            @Nullable String engine,
            @Nullable Integer wallMinutes,
            @Nullable Integer turns,
            @Nullable Integer rounds,
            @Nullable Integer toolCalls,
            Safeguards safeguards) {
        this(
                gates,
                profile,
                engine,
                wallMinutes,
                turns,
                rounds,
                toolCalls,
                safeguards,
                null,
                List.of());
    }

    public RepoPolicy {
        gates = List.copyOf(gates);
        setup = setup == null ? null : List.copyOf(setup);
        services = List.copyOf(services);
    }

    /** What reading {@code .mosaic.yml} gave. */
    public sealed interface Reading {
        record Valid(RepoPolicy policy) implements Reading {}

        /**
         * @param problems sentences that name the line or key and the mend; never empty
         */
        record Invalid(List<String> problems) implements Reading {
            public Invalid {
                problems = List.copyOf(problems);
            }
        }
    }
}
