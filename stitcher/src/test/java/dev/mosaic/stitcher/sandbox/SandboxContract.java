package dev.mosaic.stitcher.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.SandboxHandle.Outcome;
import dev.mosaic.stitcher.sandbox.SandboxSpec.Owner;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every kind of sandbox keeps. */
@Timeout(300)
public abstract class SandboxContract extends SandboxWallContract {
    @Test
    void exitCodeAndBothOutputsComeBack() throws Exception {
        var outcome = run("echo out; echo err >&2; exit 3");

        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(outcome.output()).isEqualTo("out\nerr\n");
        assertThat(outcome.timedOut()).isFalse();
        assertThat(outcome.took()).isPositive();
    }

    @Test
    void commandsWorkInTheWorkFolder() throws Exception {
        run("echo made here > file");

        assertThat(workdir.resolve("file")).hasContent("made here");
    }

    @Test
    void argumentsReachTheProgramAsTheyAre() throws Exception {
        try (var place = open()) {
            var outcome = place.run(command(List.of("printf", "%s|", "a b", "$HOME", "*", "")));

            assertThat(outcome.output()).isEqualTo("a b|$HOME|*||");
        }
    }

    @Test
    void linesAreToldAsTheyCome() throws Exception {
        var lines = Collections.synchronizedList(new ArrayList<String>());
        var first = new CompletableFuture<String>();
        var command =
                new ShellCommand(
                        // the second line comes only after the test has seen the first
                        List.of(
                                "sh",
                                "-c",
                                "echo one; while [ ! -e go ]; do sleep 0.02; done; echo two"),
                        "",
                        LONG,
                        1000,
                        line -> {
                            lines.add(line);
                            first.complete(line);
                        });
        try (var place = open()) {
            var running = inBackground(place, command);
            assertThat(first.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("one");
            Files.createFile(workdir.resolve("go"));

            assertThat(running.get(LONG.toSeconds(), TimeUnit.SECONDS).exit()).isZero();
            assertThat(lines).containsExactly("one", "two");
        }
    }

    @Test
    void standardInputArrivesWholeAndEnds() throws Exception {
        var input = "0123456789".repeat(50_000);
        var command = new ShellCommand(List.of("wc", "-c"), input, LONG, 1000, _ -> {});
        try (var place = open()) {
            assertThat(place.run(command).output().strip()).isEqualTo("500000");
        }
    }

    @Test
    void inputThatNobodyReadsHoldsNothingUp() throws Exception {
        var input = "x".repeat(5_000_000);
        var command = new ShellCommand(List.of("true"), input, LONG, 1000, _ -> {});
        try (var place = open()) {
            assertThat(place.run(command).exit()).isZero();
        }
    }

    @Test
    void outputBeyondTheLimitLosesItsMiddleAndSaysSo() throws Exception {
        var command =
                new ShellCommand(
                        List.of(
                                "sh",
                                "-c",
                                "echo begin; head -c 10000000 /dev/zero; echo; echo end"),
                        "",
                        LONG,
                        10_000,
                        _ -> {});
        try (var place = open()) {
            var outcome = place.run(command);

            assertThat(outcome.exit()).isZero();
            assertThat(outcome.output()).startsWith("begin\n").endsWith("\nend\n");
            assertThat(outcome.output()).contains("bytes of output dropped");
            assertThat(outcome.output().length()).isBetween(10_000, 10_100);
        }
    }

    @Test
    void longLinesAreCut() throws Exception {
        var lines = Collections.synchronizedList(new ArrayList<String>());
        var command =
                new ShellCommand(
                        List.of(
                                "sh",
                                "-c",
                                "head -c 1000000 /dev/zero | tr '\\0' x; echo; echo next"),
                        "",
                        LONG,
                        1000,
                        lines::add);
        try (var place = open()) {
            place.run(command);
        }

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).hasSizeLessThan(9000).endsWith("[… line cut]");
        assertThat(lines.getLast()).isEqualTo("next");
    }

    @Test
    void missingProgramIsARefusalThatNamesIt() {
        assertThatThrownBy(
                        () -> {
                            try (var place = open()) {
                                place.run(command(List.of("no-such-program-here")));
                            }
                        })
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("`no-such-program-here` was not found");
    }

    @Test
    void timeIsALimit() throws Exception {
        try (var place = open()) {
            var limit = Duration.ofMillis(700);
            var output = "";
            // a machine that is busy takes longer to begin
            while (output.isEmpty() && limit.compareTo(LONG) < 0) {
                var outcome =
                        place.run(
                                ShellCommand.line(
                                        "echo begun; trap '' TERM INT HUP; while :; do sleep 0.1; done",
                                        limit));

                assertThat(outcome.timedOut()).isTrue();
                assertThat(outcome.exit()).isEqualTo(137);
                output = outcome.output();
                limit = limit.multipliedBy(3);
            }
            assertThat(output).isEqualTo("begun\n");
        }
    }

    @Test
    void timeEndsTheChildrenToo() throws Exception {
        try (var place = open()) {
            place.run(ShellCommand.line(ticking("beat") + " & sleep 100", Duration.ofMillis(700)));

            standsStill("beat");
        }
    }

    @Test
    void interruptEndsTheCommandAndItsChildren() throws Exception {
        try (var place = open()) {
            var result = new CompletableFuture<Outcome>();
            var thread =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    result.complete(
                                            place.run(
                                                    ShellCommand.line(
                                                            ticking("beat") + " & sleep 100",
                                                            LONG)));
                                } catch (Throwable e) {
                                    result.completeExceptionally(e);
                                }
                            });
            ticks("beat");
            thread.interrupt();

            assertThatThrownBy(() -> result.get(LONG.toSeconds(), TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InterruptedException.class);
            standsStill("beat");
            assertThat(place.run(command(List.of("echo", "on"))).output()).isEqualTo("on\n");
        }
    }

    @Test
    void childThatHoldsThePipeDoesNotHoldTheCommand() throws Exception {
        try (var place = open()) {
            var outcome = place.run(ShellCommand.line("echo done; sleep 100 &", LONG));

            assertThat(outcome.exit()).isZero();
            assertThat(outcome.timedOut()).isFalse();
            assertThat(outcome.output()).isEqualTo("done\n");
        }
    }

    @Test
    void whatRunsOnInTheBackgroundEndsWithTheSandbox() throws Exception {
        try (var place = open()) {
            place.run(ShellCommand.line(ticking("beat") + " &", LONG));
            ticks("beat");
        }
        standsStill("beat");
    }

    @Test
    void killEndsARunningCommandAtOnceAndForGood() throws Exception {
        try (var place = open()) {
            var running =
                    inBackground(
                            place,
                            ShellCommand.line("trap '' TERM INT HUP; " + ticking("beat"), LONG));
            ticks("beat");

            assertThat(place.kill()).isEmpty();

            assertThat(running.get(LONG.toSeconds(), TimeUnit.SECONDS).exit()).isEqualTo(137);
            standsStill("beat");
            assertThat(place.kill()).isEmpty();
            assertThatThrownBy(() -> place.run(command(List.of("true"))))
                    .isInstanceOf(Failure.Never.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void whoIsAskedToEndCanPutThingsInOrder() throws Exception {
        try (var place = open()) {
            var running =
                    inBackground(
                            place,
                            ShellCommand.line(
                                    "trap 'echo in order; exit 7' TERM; touch up; while :; do sleep 0.02; done",
                                    LONG));
            await().atMost(LONG).until(() -> Files.exists(workdir.resolve("up")));

            assertThat(place.ask(SandboxHandle.Signal.TERMINATE)).isTrue();

            var outcome = running.get(LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(outcome.exit()).isEqualTo(7);
            assertThat(outcome.output()).endsWith("in order\n");
            assertThat(place.run(command(List.of("echo", "on"))).output()).isEqualTo("on\n");
        }
    }

    @Test
    void whoDoesNotListenIsLeftToTheKill() throws Exception {
        try (var place = open()) {
            var running =
                    inBackground(
                            place,
                            ShellCommand.line("trap '' TERM INT HUP; " + ticking("beat"), LONG));
            ticks("beat");

            place.ask(SandboxHandle.Signal.INTERRUPT);
            place.ask(SandboxHandle.Signal.TERMINATE);

            ticks("beat");
            assertThat(running).isNotDone();
            assertThat(place.kill()).isEmpty();
            standsStill("beat");
        }
    }

    @Test
    void askingWhereNothingRunsDoesNothing() throws Exception {
        try (var place = open()) {
            assertThat(place.ask(SandboxHandle.Signal.INTERRUPT)).isFalse();
            assertThat(place.run(command(List.of("echo", "on"))).output()).isEqualTo("on\n");
        }
    }

    @Test
    void bytesAreCountedAndLongLinesPassWhereTheyAreWanted() throws Exception {
        var lines = Collections.synchronizedList(new ArrayList<String>());
        var bytes = new AtomicLong();
        var command =
                new ShellCommand(
                        List.of("sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x"),
                        "",
                        LONG,
                        1000,
                        lines::add,
                        2_000_000,
                        bytes::addAndGet);
        try (var place = open()) {
            place.run(command);
        }

        assertThat(bytes).hasValue(1_000_000);
        assertThat(lines).singleElement().satisfies(it -> assertThat(it).hasSize(1_000_000));
    }

    @Test
    void killAlsoWorksOnAnInterruptedThread() throws Exception {
        try (var place = open()) {
            place.run(ShellCommand.line(ticking("beat") + " &", LONG));
            ticks("beat");

            Thread.currentThread().interrupt();
            var survivors = place.kill();
            var flag = Thread.interrupted();

            assertThat(survivors).isEmpty();
            assertThat(flag).isTrue();
            standsStill("beat");
        }
    }

    @Test
    void aSandboxLeavesTheCommandsOfAnotherAlone() throws Exception {
        try (var one = open();
                var other = open()) {
            other.run(ShellCommand.line(ticking("beat") + " &", LONG));
            one.run(ShellCommand.line("sleep 100 &", LONG));
            ticks("beat");

            assertThat(one.kill()).isEmpty();

            ticks("beat");
        }
    }

    @Test
    void timeOfOneCommandDoesNotEndAnother() throws Exception {
        try (var place = open()) {
            place.run(ShellCommand.line(ticking("beat") + " &", LONG));
            place.run(ShellCommand.line("sleep 100", Duration.ofMillis(300)));

            ticks("beat");
        }
    }

    @Test
    void listenerThatFailsEndsTheCommandAndIsHeard() {
        var command =
                new ShellCommand(
                        List.of("sh", "-c", "echo line; sleep 100"),
                        "",
                        LONG,
                        1000,
                        _ -> {
                            throw new IllegalArgumentException("listener");
                        });
        assertThatThrownBy(
                        () -> {
                            try (var place = open()) {
                                place.run(command);
                            }
                        })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("listener");
    }

    @Test
    void sweepEndsWhatAnEarlierIncarnationLeft() throws Exception {
        var earlier = sandbox().open(spec(new Owner(NODE, "first", "j", 1, "a"), Map.of()));
        earlier.run(ShellCommand.line(ticking("beat") + " &", LONG));
        ticks("beat");

        assertThat(sandbox().sweep("another-" + NODE, "second")).isZero();
        assertThat(sandbox().sweep(NODE, "first")).isZero();
        ticks("beat");
        assertThat(sandbox().sweep(NODE, "second")).isPositive();
        assertThat(sandbox().sweep(NODE, "second")).isZero();

        standsStill("beat");
    }

    @Test
    void itSaysWhatItDoesNotKeepApart() throws Exception {
        assertThat(sandbox().name()).matches("[a-z]+");
        assertThat(sandbox().isolation()).endsWith(".").doesNotContain("\n");
    }
}
