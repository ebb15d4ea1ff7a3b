package dev.mosaic.stitcher.run;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an agent used since it was spawned, beside what it may use. */
final class RunLimits {
    private static final Duration TICK = Duration.ofMillis(500);

    private final AgentRun run;
    private final RunSettings settings;
    private final Diary diary;
    private final long begun = System.nanoTime();

    RunLimits(AgentRun run, RunSettings settings, Diary diary) {
        this.run = run;
        this.settings = settings;
        this.diary = diary;
    }

    /**
     * How long to wait for the next sign, so that no limit is seen late.
     *
     * @param lastSign of {@link System#nanoTime}
     */
    Duration untilNextLook(long lastSign) {
        var wall = run.wall().minus(took());
        var idle = settings.idle().minusNanos(System.nanoTime() - lastSign);
        var first = wall.compareTo(idle) < 0 ? wall : idle;
        return first.compareTo(TICK) < 0 ? first : TICK;
    }

    /**
     * As the rest of a sentence; null if there is none.
     *
     * @param lastSign of {@link System#nanoTime}
     * @param printed bytes
     */
    @Nullable String reached(long lastSign, long printed) {
        if (diary.turns() > run.turns()) {
            return "it took %d turns, its limit".formatted(run.turns());
        }
        if (diary.toolCalls() > run.toolCalls()) {
            return "it used tools %,d times, its limit (mosaic.limits.tool-calls)"
                    .formatted(run.toolCalls());
        }
        if (printed > settings.output().toBytes()) {
            return "it printed more than %s (mosaic.run.output)"
                    .formatted(Amounts.words(settings.output()));
        }
        if (took().compareTo(run.wall()) >= 0) {
            return "it ran for %s, its limit".formatted(Amounts.words(run.wall()));
        }
        if (System.nanoTime() - lastSign >= settings.idle().toNanos()) {
            return "it gave no sign of life for %s (mosaic.run.idle)"
                    .formatted(Amounts.words(settings.idle()));
        }
        return null;
    }

    /** Not more than there may be. */
    int turns() {
        return Math.min(diary.turns(), run.turns());
    }

    Duration took() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
