package dev.mosaic.stitcher.sequence;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.git.CommitSha;
import dev.mosaic.stitcher.git.mirror.Mirror;
import dev.mosaic.stitcher.policy.GateCommand;
import dev.mosaic.stitcher.policy.GateDetection;
import dev.mosaic.stitcher.policy.GateProfile;
import dev.mosaic.stitcher.policy.RepoPolicies;
import dev.mosaic.stitcher.policy.RepoPolicy;
import dev.mosaic.stitcher.policy.SetupCommand;
import dev.mosaic.stitcher.policy.SetupDetection;
import dev.mosaic.stitcher.policy.Terms;
import java.util.List;

/**
 * What a job stands on: the terms of its command under the policy of its base commit. The change
 * under inspection has no say in it.
 *
 * @param found how the gates were found that the policy does not name; empty if it names them
 * @param setup what fetches what builds need; empty for nothing
 * @param yolo true if the job goes without quality gates
 */
record Ground(
        Terms terms,
        List<GateCommand> gates,
        List<String> found,
        List<SetupCommand> setup,
        RepoPolicy policy,
        boolean yolo) {
    private static final String FILE = ".mosaic.yml";
    private static final int MAX_BYTES = 64 << 10;
    private static final int MAX_PATHS = 100_000;

    Ground {
        gates = List.copyOf(gates);
        found = List.copyOf(found);
        setup = List.copyOf(setup);
    }

    /**
     * @param yolo true if this instance allows the job to go without quality gates
     * @throws Failure.Never if the policy cannot be read, or would let a change through unchecked
     */
    static Ground of(Mirror mirror, CommitSha base, Terms asked, boolean yolo) {
        var ground = read(mirror, base, asked, yolo);
        if (!yolo && ground.gates().stream().noneMatch(Ground::isTest)) {
            throw new Failure.Never(
                    "Nothing would test the change: .mosaic.yml of the base branch has no `gates.test`, and no tests of Maven, Gradle, npm, Go, Cargo or Python were found instead. Add one, such as `gates: {test: {run: \"./mvnw -q verify\"}}`, and ask again.",
                    null);
        }
        return ground;
    }

    /**
     * Of a change that is only read: whether anything would test it does not matter.
     *
     * @throws Failure.Never if the policy cannot be read
     */
    static Ground toReview(Mirror mirror, CommitSha base, Terms asked) {
        return read(mirror, base, asked, false);
    }

    private static Ground read(Mirror mirror, CommitSha base, Terms asked, boolean yolo) {
        var policy = mirror.text(base, FILE, MAX_BYTES).map(Ground::read).orElse(RepoPolicy.NONE);
        var terms = asked.under(policy);
        var detected =
                policy.gates().isEmpty()
                        ? GateDetection.detect(
                                mirror.paths(base, MAX_PATHS),
                                path -> mirror.text(base, path, MAX_BYTES))
                        : new GateDetection.Detected(policy.gates(), List.of());
        var gates =
                detected.gates().stream()
                        .filter(gate -> terms.profile() != GateProfile.MINIMAL || isTest(gate))
                        .toList();
        return new Ground(
                terms, gates, detected.found(), setup(mirror, base, policy), policy, yolo);
    }

    private static List<SetupCommand> setup(Mirror mirror, CommitSha base, RepoPolicy policy) {
        return policy.setup() == null
                ? SetupDetection.detect(mirror.paths(base, MAX_PATHS))
                : policy.setup().stream().map(line -> new SetupCommand(line, null)).toList();
    }

    private static boolean isTest(GateCommand gate) {
        return gate.name().equals(GateCommand.TEST);
    }

    private static RepoPolicy read(String yaml) {
        return switch (RepoPolicies.read(yaml)) {
            case RepoPolicy.Reading.Valid(var policy) -> policy;
            case RepoPolicy.Reading.Invalid(var problems) ->
                    throw new Failure.Never(
                            ".mosaic.yml of the base branch cannot be used: "
                                    + String.join(" ", problems)
                                    + " Correct it on the base branch and ask for a retry.",
                            null);
        };
    }
}
