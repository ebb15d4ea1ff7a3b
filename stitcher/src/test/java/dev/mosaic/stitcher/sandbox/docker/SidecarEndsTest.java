package dev.mosaic.stitcher.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.failure.Failure;
import dev.mosaic.stitcher.sandbox.ReadySetup;
import dev.mosaic.stitcher.sandbox.ShellCommand;
import dev.mosaic.stitcher.sandbox.Sidecar;
import dev.mosaic.stitcher.sandbox.docker.profile.Role;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that end, wanted or not, and those that never begin. */
class SidecarEndsTest extends SidecarScene {
    @Test
    void aKillLeavesNone() throws Exception {
        var sandbox = sandbox(allowing());
        var stubborn = "trap '' TERM INT HUP; exec " + String.join(" ", OBEYS);
        try (var _ = sandbox.setUp(asked(OWNER, sh(LONG, stubborn)));
                var place = sandbox.open(spec(OWNER, Map.of()))) {
            // without the connection, whose end would be waited for
            inService(place, "(setsid sleep 1000 </dev/null >/dev/null 2>&1 &)");
            var running = inBackground(place, ShellCommand.line("touch up; sleep 1000", LONG));
            await().atMost(LONG).until(() -> Files.exists(workdir.resolve("up")));

            assertThat(place.kill()).isEmpty();

            assertThat(inspected(true).getState().getRunning()).isFalse();
            assertThat(inspected(false).getState().getRunning()).isFalse();
            assertThat(running.get().exit()).isEqualTo(137);
        }
        assertThat(containers()).isEmpty();
    }

    @Test
    void theNextStartOfTheNodeEndsWhatTheLastOneLeft() throws Exception {
        var sandbox = sandbox(allowing());
        var _ = sandbox.setUp(asked(OWNER, sidecar(OBEYS)));
        var place = sandbox.open(spec(OWNER, Map.of()));
        assertThat(containers()).hasSize(2);

        assertThat(sandbox(allowing()).sweep(NODE, "second")).isEqualTo(2);

        assertThat(containers()).isEmpty();
        place.close();
    }

    @Test
    void anImageThatIsNotAllowedIsRefusedBeforeAnythingRuns() {
        var sandbox = sandbox(SampleSettings.here());

        assertThatThrownBy(() -> sandbox.setUp(asked(OWNER, sidecar(OBEYS))))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("mosaic.sandbox.docker.services.box.image");
    }

    @ParameterizedTest
    @CsvSource({
        "busybox:latest, somebody can exchange",
        "'', There is no image",
        "mosaic-test@sha256:0000000000000000000000000000000000000000000000000000000000000000, docker pull"
    })
    void anImageIsThereAndNamedByItsDigest(String image, String why) {
        var settings = allowing().with("services.box.image", image).with("pull", "never");

        assertThatThrownBy(() -> sandbox(settings).setUp(asked(OWNER, sidecar(OBEYS))))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining(why)
                .hasMessageContaining("mosaic.sandbox.docker.services.box.image");
    }

    @Test
    void thePortOfTheProxyIsNotToBeHad() {
        assertThatThrownBy(() ->
                        sandbox(allowing()).setUp(asked(OWNER, sidecar("db", Role.PORT, OBEYS))))
                .isInstanceOf(Failure.Never.class)
                .hasMessageContaining("3128");
    }

    @Test
    void oneThatIsNeverReadyIsSaidWithItsLogAndNothingStays() throws Exception {
        var sandbox = sandbox(allowing());
        var deaf = sh(Duration.ofSeconds(1), "echo still loading; exec sleep 1000");
        try (var _ = sandbox.setUp(asked(OWNER, deaf))) {
            assertThatThrownBy(() -> sandbox.open(spec(OWNER, Map.of())))
                    .isInstanceOf(Failure.Never.class)
                    .hasMessageContaining("`db`", "port 7777", "within 1 seconds")
                    .hasMessageContaining("still loading")
                    .hasMessageContaining(".mosaic.yml of the base branch");
            assertThat(containers()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"exit 3, 3", "exec nosuchprogram, 127"})
    void oneThatEndsAtOnceIsSaidWithItsLogAndNothingStays(String line, int exit) throws Exception {
        var sandbox = sandbox(allowing());
        var broken = sh(LONG, "echo no such database >&2; " + line);
        var well = sidecar("cache", PORT + 1, List.of("nc", "-ll", "-p", "7778", "-e", "cat"));
        try (var _ = sandbox.setUp(asked(OWNER, well, broken))) {
            assertThatThrownBy(() -> sandbox.open(spec(OWNER, Map.of())))
                    .isInstanceOf(Failure.Never.class)
                    .hasMessageContaining("`db`", "ended before it was ready")
                    .hasMessageContaining("exit code " + exit)
                    .hasMessageContaining("no such database");
            assertThat(containers()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 1", "sleep 1000"})
    void oneThatDiesInTheMiddleIsToBlameForWhatFailsThen(String then) throws Exception {
        var sandbox = sandbox(allowing());
        var mortal = sh(LONG, "echo ready; exec " + String.join(" ", OBEYS));
        try (var _ = sandbox.setUp(asked(OWNER, mortal));
                var place = sandbox.open(spec(OWNER, Map.of()))) {
            var failing = "echo 'kill -9 -1' | nc -w 5 127.0.0.1 %d; %s".formatted(PORT, then);

            assertThatThrownBy(() -> place.run(ShellCommand.line(failing, Duration.ofSeconds(8))))
                    .isInstanceOf(Failure.Later.class)
                    .hasMessageContaining("`db`", "ended while commands ran", "does not count")
                    .hasMessageContaining("ready");
            assertThatThrownBy(() -> place.run(ShellCommand.line("true", LONG)))
                    .isInstanceOf(Failure.Later.class)
                    .hasMessageContaining("`db`");
        }
    }

    @Test
    void oneThatListensNoMoreIsToBlameToo() throws Exception {
        var sandbox = sandbox(allowing());
        var fickle = sh(LONG, "nc -l -p %d -e true; exec sleep 1000".formatted(PORT));
        try (var _ = sandbox.setUp(asked(OWNER, fickle));
                var place = sandbox.open(spec(OWNER, Map.of()))) {
            assertThat(place.run(ShellCommand.line("exit 1", LONG)).exit()).isOne();

            assertThatThrownBy(() ->
                            place.run(
                                    ShellCommand.line(
                                            "nc -w 5 127.0.0.1 %d </dev/null; exit 1"
                                                    .formatted(PORT),
                                            LONG)))
                    .isInstanceOf(Failure.Later.class)
                    .hasMessageContaining("stopped listening on port 7777");
        }
    }

    @Test
    void oneThatWantsTooMuchMemoryIsSaidWithTheSetting() throws Exception {
        var sandbox = sandbox(allowing().with("services.box.memory", "16MB"));
        var greedy = sh(LONG, "sh -c 'head -c 200000000 /dev/zero | tail' ; exit 9");
        try (var _ = sandbox.setUp(asked(OWNER, greedy))) {
            assertThatThrownBy(() -> sandbox.open(spec(OWNER, Map.of())))
                    .isInstanceOf(Failure.Never.class)
                    .hasMessageContaining("mosaic.sandbox.docker.services.box.memory");
        }
    }

    @Test
    void whoIsInterruptedWhileOneBecomesReadyLeavesNothing() throws Exception {
        var sandbox = sandbox(allowing());
        var slow = sh(Duration.ofMinutes(5), "exec sleep 1000");
        try (var _ = sandbox.setUp(asked(OWNER, slow))) {
            var thrown = new CompletableFuture<Throwable>();
            var opening =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    sandbox.open(spec(OWNER, Map.of())).close();
                                } catch (Throwable e) {
                                    thrown.complete(e);
                                }
                            });
            await().atMost(LONG).until(() -> containers().size() == 2);

            opening.interrupt();

            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            assertThat(containers()).isEmpty();
        }
    }

    @Test
    void whereOneIsRefusedNoneOfTheJobsSandboxesHasAny() throws Exception {
        var sandbox = sandbox(allowing());
        var unknown = new Sidecar("other", "nosuch", Map.of(), List.of(), 7778, LONG);

        assertThatThrownBy(() -> sandbox.setUp(asked(OWNER, sidecar(OBEYS), unknown)))
                .isInstanceOf(Failure.Never.class);

        try (var _ = sandbox.open(spec(OWNER, Map.of()))) {
            assertThat(containers()).hasSize(1);
        }
        assertThat(sandbox.setUp(asked(OWNER))).isSameAs(ReadySetup.NONE);
    }
}
