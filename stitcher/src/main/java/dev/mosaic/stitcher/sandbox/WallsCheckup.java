package dev.mosaic.stitcher.sandbox;

import dev.mosaic.stitcher.checkup.Checkup;
import dev.mosaic.stitcher.checkup.Finding;
import dev.mosaic.stitcher.failure.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Says which walls stand around commands here, and which do not. */
@Component
final class WallsCheckup implements Checkup {
    private final Sandboxes sandboxes;

    WallsCheckup(Sandboxes sandboxes) {
        this.sandboxes = sandboxes;
    }

    @Override
    public String subject() {
        return "sandbox";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        try {
            var sandbox = sandboxes.configured();
            return findings(sandbox.name(), sandbox.walls());
        } catch (Failure e) {
            return List.of(
                    new Finding.Trouble(String.valueOf(e.getMessage()), "mosaic.sandbox.kind"));
        }
    }

    private static List<Finding> findings(String kind, Set<Wall> standing) {
        var found = new ArrayList<Finding>();
        if (!standing.isEmpty()) {
            found.add(
                    new Finding.Fine(
                            "In force in `%s`: %s.".formatted(kind, list(standing::contains))));
        }
        if (standing.size() < Wall.values().length) {
            found.add(
                    new Finding.Warning(
                            "Not in force in `%s`: %s."
                                    .formatted(kind, list(wall -> !standing.contains(wall))),
                            "`mosaic.sandbox.kind: docker` has all of them; what a kind lacks, and why, stands at its own line and in docs/sandbox.md."));
        }
        return found;
    }

    private static String list(Predicate<Wall> which) {
        return Arrays.stream(Wall.values())
                .filter(which)
                .map(Wall::promise)
                .collect(Collectors.joining("; "));
    }
}
