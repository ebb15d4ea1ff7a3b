package dev.mosaic.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rounds of one figure: all arms one after the other, again and again, a probe between each
 * two. Windows in which the probe moved by more than a quarter do not count, unless too few would
 * be left.
 */
final class Rounds {
    private static final int LEAST = 2;
    private static final int ALIKE = 3;
    private static final double TOLERANCE = 0.1;
    private static final double WARM_UP_NANOS = 12e9;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String figure;
    private final List<Sample> samples;
    private final Map<String, String> broken;

    private Rounds(String figure, List<Sample> samples, Map<String, String> broken) {
        this.figure = figure;
        this.samples = samples;
        this.broken = broken;
    }

    /** Runs one round to warm up, then as many as count. */
    static Rounds run(World world, String figure, List<Arm> arms) throws Exception {
        return run(world, figure, world.options().rounds(), arms);
    }

    static Rounds run(World world, String figure, int count, List<Arm> arms) throws Exception {
        var rounds = new Rounds(figure, new ArrayList<>(), new LinkedHashMap<>());
        var lines = world.options().folder().resolve(figure + ".jsonl");
        for (var round = 0; round <= count; round++) {
            world.say("%s: %s".formatted(figure, round == 0 ? "warm-up" : "round " + round));
            var before = world.probe().look();
            for (var arm : arms) {
                if (rounds.broken.containsKey(arm.name())) {
                    continue;
                }
                var outcome =
                        round == 0 && arm.java()
                                ? rounds.warm(world, arm)
                                : rounds.open(world, arm);
                var after = world.probe().look();
                if (outcome.isPresent()) {
                    var probes = new double[] {before, after};
                    rounds.keep(lines, Sample.of(figure, arm.name(), round, outcome.get(), probes));
                }
                before = after;
            }
        }
        return rounds;
    }

    /** Until three windows in a row are alike, or long enough. */
    private Optional<Outcome> warm(World world, Arm arm) throws Exception {
        var speeds = new ArrayList<Double>();
        var end = System.nanoTime() + (long) (WARM_UP_NANOS * Math.min(1, world.options().scale()));
        Optional<Outcome> outcome;
        do {
            outcome = open(world, arm);
            outcome.ifPresent(last -> speeds.add(speed(last)));
        } while (outcome.isPresent() && !alike(speeds) && System.nanoTime() < end);
        return outcome;
    }

    private static double speed(Outcome outcome) {
        return outcome.perSecond() > 0
                ? outcome.perSecond()
                : Ratio.median(Arrays.stream(outcome.micros()).asDoubleStream().toArray());
    }

    private static boolean alike(List<Double> speeds) {
        var last = speeds.subList(Math.max(0, speeds.size() - ALIKE), speeds.size());
        return last.size() == ALIKE
                && Collections.max(last) <= Collections.min(last) * (1 + TOLERANCE);
    }

    private Optional<Outcome> open(World world, Arm arm) throws Exception {
        try {
            return Optional.of(arm.window().open());
        } catch (Exception e) {
            if (arm.ours()) {
                throw e;
            }
            broken.put(arm.name(), String.valueOf(e.getMessage()));
            world.say("%s: arm %s FAILED and is left out: %s".formatted(figure, arm.name(), e));
            return Optional.empty();
        }
    }

    private void keep(Path lines, Sample sample) throws IOException {
        Files.writeString(
                lines,
                JSON.writeValueAsString(sample) + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        if (sample.round() > 0) {
            samples.add(sample);
        }
    }

    /** The arms that have samples; those that failed become notes of the report. */
    List<Arm> sound(List<Arm> arms, Report report) {
        broken.forEach((arm, why) ->
                report.note("LEFT OUT of %s: %s failed: %s".formatted(figure, arm, why)));
        return arms.stream().filter(arm -> has(arm.name())).toList();
    }

    boolean has(String arm) {
        return samples.stream().anyMatch(sample -> sample.arm().equals(arm));
    }

    /** The median over the rounds of an arm. */
    double median(String arm, ToDoubleFunction<Sample> value) {
        return Ratio.median(counted(arm).stream().mapToDouble(value).toArray());
    }

    /** The worst over the rounds of an arm. */
    double worst(String arm, ToDoubleFunction<Sample> value) {
        return counted(arm).stream().mapToDouble(value).max().orElse(Double.NaN);
    }

    /** One arm by another, round by round. */
    Ratio ratio(String arm, String by, ToDoubleFunction<Sample> value) {
        var ratios = new ArrayList<Double>();
        for (var sample : counted(arm)) {
            counted(by).stream()
                    .filter(other -> other.round() == sample.round())
                    .findFirst()
                    .ifPresent(other ->
                            ratios.add(value.applyAsDouble(sample) / value.applyAsDouble(other)));
        }
        return Ratio.of(ratios);
    }

    /** What a reader must know about the rounds of an arm; empty if all is well. */
    String remark(String arm) {
        var all = of(arm).size();
        var calm = of(arm).stream().filter(Sample::calm).count();
        if (calm == all) {
            return "";
        }
        return calm >= LEAST
                ? "%d of %d rounds dropped: the machine moved".formatted(all - calm, all)
                : "NOISY: the machine moved in %d of %d rounds, none was dropped"
                        .formatted(all - calm, all);
    }

    private List<Sample> counted(String arm) {
        var calm = of(arm).stream().filter(Sample::calm).toList();
        return calm.size() >= LEAST ? calm : of(arm);
    }

    private List<Sample> of(String arm) {
        return samples.stream().filter(sample -> sample.arm().equals(arm)).toList();
    }
}
