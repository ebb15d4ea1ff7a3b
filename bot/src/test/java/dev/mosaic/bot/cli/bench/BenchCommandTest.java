package dev.mosaic.bot.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.MosaicApplication;
import dev.mosaic.bot.cli.Typing;
import dev.mosaic.bot.cli.client.Api;
import dev.mosaic.program.QuickStart;
import dev.mosaic.stitcher.sandbox.docker.LocalEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code mosaic bench} on a real engine, with counts that only show that it works. */
@Timeout(600)
class BenchCommandTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String NODE = "mosaic-bench";

    private final Typing typing = new Typing();
    private final List<Process> started = new ArrayList<>();

    @TempDir Path home;

    @AfterEach
    void endWhatIsLeft() throws Exception {
        for (var process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    @ExtendWith(LocalEngine.class)
    void spawnTellsBothSidesAndLeavesNothing() {
        assertThat(run("bench", "spawn", "-n", "3")).as(typing.err()).isZero();

        assertThat(typing.out())
                .contains(" processors (", "Docker engine ", "load ")
                .contains("| figure | what | goal | value | verdict | remark |")
                .containsPattern("\\| spawn \\| bare run: .+ \\|  \\| p50 .+ ms, p99 .+ \\|")
                .containsPattern(
                        "\\| spawn \\| agent's container: .+ \\| p50 ≤ 1.5× \\+ 300 ms = .+ \\| p50 .+ \\| (met|\\*\\*not met\\*\\*) \\| .+× the bare run, 3 rounds \\|");
        assertThat(typing.err()).contains("spawn: round 3 of 3");
        nothingIsLeft();
    }

    @Test
    @ExtendWith(LocalEngine.class)
    void killTellsTimesAndThatNobodySurvived() {
        var code = run("bench", "kill", "-n", "2", "--at-once", "3", "--kills", "3");

        assertThat(code).as(typing.err()).isZero();
        assertThat(typing.out())
                .contains("| kill | bare container that sleeps: kill, its end |")
                .containsPattern("agent's container that sleeps.+p50 ≤ 1.5× \\+ 100 ms = ")
                .containsPattern("3 at once, all ignoring signals.+\\| ≤ 5 s \\| .+ms \\|")
                .containsPattern("3 kills, one after the other.+\\| p99 ≤ 2 s \\|")
                .contains("of these 1 fork bombs", "of these 1 that ignore signals")
                .contains(
                        "| survivors of all 9 kills | 0 | 0 by label, 0 by mark in /proc, 0 said by the kill itself | met | each was seen alive by its mark before |");
        nothingIsLeft();
    }

    @Test
    @ExtendWith(LocalEngine.class)
    void forProgramsItIsJson() {
        assertThat(run("bench", "spawn", "-n", "1", "--json")).as(typing.err()).isZero();

        var result = Api.parse(typing.out());
        assertThat(result.path("figure").asString()).isEqualTo("spawn");
        assertThat(result.path("right").asBoolean()).isTrue();
        assertThat(result.path("lines").size()).isEqualTo(2);
        assertThat(result.path("lines").get(1).path("p50Millis").asDouble()).isPositive();
        assertThat(result.path("lines").get(1).path("met").isBoolean()).isTrue();
    }

    @Test
    @ExtendWith(LocalEngine.class)
    void whoIsStoppedInTheMiddleTakesEverythingAway() throws Exception {
        var bench = start("bench", "kill", "-n", "1", "--at-once", "20");
        // the many stand ready together, so that there is much to take away
        await().atMost(LIMIT)
                .failFast(() -> !bench.isAlive())
                .until(() -> LocalEngine.containersOf(NODE) > 3);

        bench.destroy();

        assertThat(bench.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(bench.exitValue()).isEqualTo(143);
        nothingIsLeft();
    }

    @Test
    @ExtendWith(LocalEngine.class)
    void whatAKilledBenchLeftEndsWithTheNext() throws Exception {
        var bench = start("bench", "spawn", "-n", "1000");
        await().atMost(LIMIT)
                .failFast(() -> !bench.isAlive())
                .until(() -> Files.readString(err()).contains("round 1 of"));
        await().atMost(LIMIT).until(() -> LocalEngine.containersOf(NODE) > 0);
        bench.destroyForcibly().waitFor();

        assertThat(run("bench", "spawn", "-n", "1")).as(typing.err()).isZero();

        nothingIsLeft();
    }

    @Test
    void anEngineThatIsNotThereIsOneSentenceThatNamesTheSetting() {
        var code =
                typing.run(
                        Map.of("MOSAIC_HOME", home.toString()),
                        "bench",
                        "kill",
                        "--host=unix:///nowhere/docker.sock",
                        "--image=sha256:" + "0".repeat(64));

        assertThat(code).isEqualTo(1);
        assertThat(typing.err())
                .contains("mosaic.sandbox.docker.host", "unix:///nowhere/docker.sock")
                .doesNotContain("bug")
                .doesNotContain("\tat ");
        assertThat(typing.out()).isEmpty();
    }

    @Test
    @ExtendWith(LocalEngine.class)
    void anImageThatIsNotThereIsOneSentenceThatNamesTheSetting() {
        assertThat(run("bench", "spawn", "--image=sha256:" + "0".repeat(64))).isEqualTo(1);

        assertThat(typing.err())
                .contains("is not on this machine", "mosaic.sandbox.docker.image")
                .doesNotContain("bug");
        nothingIsLeft();
    }

    @Test
    @ExtendWith(LocalEngine.class)
    void withoutAnImageTheSettingIsNamed() {
        var settings = new HashMap<>(environment());
        settings.remove("MOSAIC_SANDBOX_DOCKER_IMAGE");

        assertThat(typing.run(settings, "bench", "spawn")).isEqualTo(1);

        assertThat(typing.err()).contains("Set mosaic.sandbox.docker.image to");
    }

    private int run(String... words) {
        return typing.run(environment(), words);
    }

    /** What a person would have set for the engine and the image of the tests. */
    private Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        for (var setting : LocalEngine.settings()) {
            var parts = setting.split("=", 2);
            environment.put(parts[0].toUpperCase(Locale.ROOT).replace('.', '_'), parts[1]);
        }
        environment.put("MOSAIC_HOME", home.toString());
        return environment;
    }

    private Process start(String... words) throws IOException {
        var builder =
                new ProcessBuilder(QuickStart.of(MosaicApplication.class.getName(), List.of()));
        builder.command().addAll(List.of(words));
        builder.environment().putAll(environment());
        var process =
                builder.redirectOutput(home.resolve("out").toFile())
                        .redirectError(err().toFile())
                        .start();
        started.add(process);
        return process;
    }

    private Path err() {
        return home.resolve("err");
    }

    private void nothingIsLeft() {
        assertThat(LocalEngine.containersOf(NODE)).isZero();
        assertThat(home.resolve("sandboxes/bench")).doesNotExist();
    }
}
