package dev.mosaic.stitcher.engine.scripted;

import java.time.Duration;
import java.util.List;

/**
 * What the scripted engine plays.
 *
 * @param pause the time between two turns
 * @param rounds never empty
 */
record Script(Duration pause, List<Round> rounds) {
    Script {
        rounds = List.copyOf(rounds);
    }

    /** The n-th, from 1; the last one for every number beyond. */
    Round round(int number) {
        return rounds.get(Math.clamp(number, 1, rounds.size()) - 1);
    }

    record Round(List<Turn> turns) {
        Round {
            turns = List.copyOf(turns);
        }

        /** True if it hangs until its processes are killed. */
        boolean isStubborn() {
            return turns.stream()
                    .flatMap(turn -> turn.steps().stream())
                    .anyMatch(new Step.Hang(true)::equals);
        }
    }

    record Turn(List<Step> steps) {
        Turn {
            steps = List.copyOf(steps);
        }
    }

    /** One thing that the scripted agent does. Paths are relative and stay in the work folder. */
    sealed interface Step {
        record Say(String text) implements Step {}

        record Write(String path, String text) implements Step {}

        /** The text is found once and replaced once. */
        record Replace(String path, String find, String with) implements Step {}

        record Delete(String path) implements Step {}

        record Run(String command) implements Step {}

        record WriteMany(int count, String folder) implements Step {}

        /**
         * @param stubborn true for a run that only ends when its processes are killed
         */
        record Hang(boolean stubborn) implements Step {}

        record Crash(String message) implements Step {}
    }
}
