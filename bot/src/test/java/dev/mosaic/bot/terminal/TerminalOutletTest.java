package dev.mosaic.bot.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.job.JobEvent;
import dev.mosaic.stitcher.testkit.TestClock;
import dev.mosaic.stitcher.testkit.Told;
import dev.mosaic.stitcher.text.FinalWords;
import dev.mosaic.stitcher.text.JobStory;
import dev.mosaic.stitcher.text.StatusTexts;
import dev.mosaic.stitcher.text.StatusView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalOutletTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TerminalOutlet outlet = outlet();

    @Test
    void pipeGetsEachLineOnce() {
        var log = Told.log(Told.secondRoundWins());
        String id = null;
        for (var end : List.of(3, 3, 14, 20, log.size())) {
            var view = view(JobStory.of(log.subList(0, end)));
            id = outlet.show("console", id, view).block();
        }
        var word = FinalWords.of(Told.JOB, Told.request(), JobStory.of(log));
        outlet.say("console", "final", word).block();

        assertThat(printed())
                .isEqualTo(
                        """
                        [1a2b3c4d] fix #1 Login fails
                        [1a2b3c4d] asked by ann
                        [1a2b3c4d] queued
                        [1a2b3c4d] taken up by node node-1
                        [1a2b3c4d] round 1, context: reading the issue and the repository
                        [1a2b3c4d] round 1, context: 3 comments, 12 files
                        [1a2b3c4d] round 1, weave: an agent changes the code
                        [1a2b3c4d] an agent works, driven by engine scripted (it replays a file of steps; no model is asked)
                        [1a2b3c4d] the agent stopped after 2 turns in 1.5 s
                        [1a2b3c4d] round 1, weave: 1 file changed
                        [1a2b3c4d] round 1, inspect: the gates check the change
                        [1a2b3c4d] gate test rejected the change after 0.8 s (./test.sh, exit 1): LoginTest failed
                        [1a2b3c4d] round 1, inspect rejected: 1 gate
                        [1a2b3c4d] round 2, weave: an agent changes the code
                        [1a2b3c4d] an agent works, driven by engine scripted (it replays a file of steps; no model is asked)
                        [1a2b3c4d] the agent stopped after 1 turn in 0.4 s
                        [1a2b3c4d] round 2, inspect: the gates check the change
                        [1a2b3c4d] gate test passed: ./test.sh, exit 0, 12 s
                        [1a2b3c4d] round 2, publish: branch and pull request
                        [1a2b3c4d] pushed branch mosaic/1-login-fails at 0123456789
                        [1a2b3c4d] opened pull request #2
                        [1a2b3c4d] done
                        Done: issue #1, Login fails (`demo/shop`, job `1a2b3c4d`), 2 rounds, 22 s.

                        Pull request #2. Branch `mosaic/1-login-fails` at `0123456789`.

                        1 file changed, 4 lines added, 1 removed.

                        | round | gate | command     | exit | took  | verdict  |
                        |-------|------|-------------|------|-------|----------|
                        | 1     | test | `./test.sh` | 1    | 0.8 s | rejected |
                        | 2     | test | `./test.sh` | 0    | 12 s  | passed   |

                        Made by engine scripted (it replays a file of steps; no model is asked).

                        Next: read the change; merging it is up to you.
                        """);
        assertThat(printed()).doesNotContain("\u001B");
    }

    @Test
    void restartedProgramGoesOnWhereTheLastOneStopped() {
        var log = Told.log(Told.secondRoundWins());
        var id = outlet.show("console", null, view(JobStory.of(log.subList(0, 3)))).block();
        bytes.reset();
        outlet().show("console", id, view(JobStory.of(log.subList(0, 4)))).block();

        assertThat(printed())
                .isEqualTo("[1a2b3c4d] round 1, context: reading the issue and the repository\n");
    }

    @Test
    void idThatIsNotOursCountsAsNone() {
        outlet.show("console", "m17", view(JobStory.EMPTY)).block();

        assertThat(printed()).isEqualTo("[1a2b3c4d] fix #1 Login fails\n");
    }

    @Test
    void sameKeyIsSaidOnce() {
        outlet.say("console", "k1", "hello").block();
        outlet.say("console", "k1", "hello").block();
        outlet.say("console", "k2", "hello again").block();

        assertThat(printed()).isEqualTo("hello\nhello again\n");
    }

    @Test
    void hostileTextsArePlainLines() {
        var hostile = "a\u001B[2J\nb\u001B]0;x\u0007\rc\u202E";
        var story = JobStory.of(Told.log(new JobEvent.Submitted(hostile, hostile, hostile)));
        outlet.show("console", null, StatusTexts.view(Told.JOB, Told.request(hostile, ""), story))
                .block();
        outlet.say("console", "k", hostile).block();

        assertThat(printed())
                .isEqualTo(
                        """
                        [1a2b3c4d] fix #1 a b c
                        [1a2b3c4d] asked by a b c
                        a
                        b
                        c
                        """);
    }

    private TerminalOutlet outlet() {
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        return new TerminalOutlet(
                new TerminalScreen(out, Look.PLAIN, new TestClock()), new SaidWords());
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static StatusView view(JobStory story) {
        return StatusTexts.view(Told.JOB, Told.request(), story);
    }
}
