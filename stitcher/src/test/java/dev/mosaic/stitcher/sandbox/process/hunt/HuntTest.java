package dev.mosaic.stitcher.sandbox.process.hunt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.mosaic.stitcher.sandbox.process.hunt.Mark.Traits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuntTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir Path folder;

    private final String mark = UUID.randomUUID().toString();
    private final Predicate<Traits> marked =
            traits -> mark.equals(traits.environment().get("HUNTED"));

    @AfterEach
    void leaveNobody() {
        if (LinuxProcesses.available()) {
            new Hunt(new LinuxProcesses(), marked, List.of()).toTheEnd();
        }
    }

    /** Counted in rounds and not in time: so it holds on a machine that is busy, too. */
    @Test
    void aCrowdThatIgnoresSignalsIsSentItsEndInTheFirstRound() throws Exception {
        assumeThat(LinuxProcesses.available()).isTrue();
        var processes = new LinuxProcesses();
        var crowd = 64;
        // each waits for a line that never comes, so that nobody forks any more
        start(
                """
                trap '' TERM INT HUP QUIT
                mkfifo "$1/never"
                i=0; while [ $i -lt %d ]; do i=$((i+1)); (read -r line < "$1/never") & done; wait
                """
                        .formatted(crowd));
        var pack = new Pack(processes, marked, List::of);
        await().atMost(LONG).until(() -> pack.now().size() == crowd + 1);
        var hunt = new Hunt(processes, marked, List.of());

        assertThat(hunt.toTheEnd()).isEmpty();

        assertThat(hunt.rounds()).isEqualTo(1);
        assertThat(hunt.ended()).isEqualTo(crowd + 1);
        assertThat(pack.now()).isEmpty();
    }

    @Test
    void whoCannotBeEndedIsNamed() {
        var immortal = new Processes.Seen(1_000_000_000, 1, 0, 0, 1, "immortal", "runs");
        var hunt = new Hunt(new Only(immortal), _ -> true, List.of(), Duration.ofMillis(50));

        assertThat(hunt.toTheEnd()).containsExactly("process 1000000000 (immortal) still runs");
        assertThat(hunt.rounds()).isEqualTo(1);
    }

    private void start(String script) throws IOException {
        var builder = new ProcessBuilder("setsid", "sh", "-c", script, "sh", folder.toString());
        builder.environment().put("HUNTED", mark);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    private record Only(Seen seen) implements Processes {
        @Override
        public List<Seen> running() {
            return List.of(seen);
        }

        @Override
        public @Nullable Seen look(long pid) {
            return null;
        }

        @Override
        public Traits traits(long pid) {
            return new Traits(Map.of(), Long.MAX_VALUE, -1);
        }

        @Override
        public long resident(long pid) {
            return 0;
        }

        @Override
        public long proportional(long pid) {
            return 0;
        }
    }
}
