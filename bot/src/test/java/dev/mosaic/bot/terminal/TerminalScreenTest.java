package dev.mosaic.bot.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.job.JobId;
import dev.mosaic.stitcher.testkit.Crowd;
import dev.mosaic.stitcher.testkit.TestClock;
import dev.mosaic.stitcher.testkit.Told;
import dev.mosaic.stitcher.text.StatusView;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalScreenTest {
    private final TestClock clock = new TestClock();
    private final FakeTty tty = new FakeTty(80);
    private final TerminalScreen screen = live(tty, 80);

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 120})
    void barFitsTheScreen(int width) {
        var fitting = new FakeTty(width);
        live(fitting, width).show(view("weave round 2", 45, "fix #1 " + "Login fails ".repeat(20)));

        assertThat(fitting.seen())
                .startsWith("[####......] 45 % weave round 2  00:00")
                .endsWith("…");
        assertThat(fitting.seen()).hasSize(width);
    }

    @Test
    void bytesOfABarAreTheseAndNoOthers() {
        screen.show(view("weave round 2", 45, "fix #1 Login fails"));
        clock.advance(Duration.ofSeconds(12));
        screen.tick();

        assertThat(tty.raw())
                .isEqualTo(
                        "\r\u001B[J"
                                + "\u001B[?7l[####......] 45 % weave round 2  00:00"
                                + "  fix #1 Login fails\u001B[?7h\u001B[K\n"
                                + "\u001B7\r\u001B[1A"
                                + "\u001B[?7l[####......] 45 % weave round 2  00:12"
                                + "  fix #1 Login fails\u001B[?7h\u001B[K\n"
                                + "\u001B8");
    }

    @Test
    void clockRunsWhileAPersonTypes() {
        screen.prompt();
        screen.show(view("weave round 1", 20, "fix #1 Login fails"));
        tty.type("@mosaic sta");
        clock.advance(Duration.ofSeconds(61));
        screen.tick();
        screen.show(view("inspect round 1", 60, "fix #1 Login fails"));
        tty.type("tus");

        assertThat(tty.seen())
                .isEqualTo(
                        """
                        [######....] 60 % inspect round 1  01:01  fix #1 Login fails
                        mosaic> @mosaic status\
                        """);
        assertThat(tty.cursor()).isEqualTo("1:22");
    }

    @Test
    void lineThatWasTypedStaysAndItsReplyFollows() {
        screen.show(view("weave round 1", 20, "fix #1 Login fails"));
        screen.prompt();
        tty.type("help\n");
        screen.lineRead("help");
        screen.print("fix - makes a **pull request**\nhelp - this");
        screen.prompt();

        assertThat(tty.seen())
                .isEqualTo(
                        """
                        mosaic> help
                        fix - makes a pull request
                        help - this
                        [##........] 20 % weave round 1  00:00  fix #1 Login fails
                        mosaic>\
                        """);
    }

    @Test
    void lineThatWrapsIsFoundAgain() {
        var line = "fix #1 " + "please ".repeat(20);
        screen.show(view("weave round 1", 20, "fix #1 Login fails"));
        screen.prompt();
        tty.type(line + "\n");
        screen.lineRead(line);
        screen.prompt();

        assertThat(tty.seen().lines().filter(it -> it.contains("mosaic> fix #1"))).hasSize(1);
        assertThat(tty.seen()).contains("weave round 1").endsWith("mosaic>");
    }

    @Test
    void jobThatIsOverLeavesItsBarAboveTheOthers() {
        screen.show(view("weave round 1", 20, "fix #1 Login fails"));
        screen.show(view(other(), "queued", 0, "fix #2 Logout fails", false));
        screen.prompt();
        screen.show(view(Told.JOB, "done", 100, "fix #1 Login fails", true));
        screen.print("**Done**: issue #1");

        assertThat(tty.seen())
                .isEqualTo(
                        """
                        [##########] 100 % done  00:00  fix #1 Login fails
                        Done: issue #1
                        [..........] 0 % queued  00:00  fix #2 Logout fails
                        mosaic>\
                        """);
    }

    @Test
    void moreJobsThanRoomAreCounted() {
        IntStream.range(0, 30)
                .mapToObj(i -> view(other(), "queued", 0, "fix #" + i, false))
                .forEach(screen::show);

        assertThat(tty.seen().lines()).hasSize(9);
        assertThat(tty.seen()).endsWith("and 22 more jobs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001B[2J\u001B[H gone",
                "two\nlines\r and a return",
                "\u001B]0;owned\u0007 title",
                "\u009B31m\u0000\u0008\u007F",
                "\u202Egnp.exe \u2066",
                "zero\u200B\uFEFFwidth"
            })
    void hostileTitlesStayInTheirLine(String title) {
        screen.prompt();
        screen.show(view(title, 10, title));
        screen.tick();
        screen.print("- " + title);

        assertThat(tty.seen().lines().filter(it -> it.startsWith("["))).hasSize(1);
        assertThat(tty.seen()).endsWith("\nmosaic>");
        assertThat(tty.raw()).doesNotContain("\u001B[2J", "\u001B]", "\u009B", "\u202E", "\u0000");
    }

    @Test
    void hugeTitleTakesOneLine() {
        screen.show(view("weave round 1", 10, "x".repeat(10_000)));

        assertThat(tty.seen().lines()).hasSize(1);
        assertThat(tty.raw().length()).isLessThan(200);
    }

    @Test
    void manyWritersNeverMixTheirLines() throws Exception {
        screen.prompt();
        Crowd.race(
                IntStream.range(0, 20)
                        .<Callable<Boolean>>mapToObj(i ->
                                () -> {
                                    screen.show(view("weave round 1", i, "fix #1 Login"));
                                    screen.print("line " + i + " of this");
                                    screen.tick();
                                    return true;
                                })
                        .toList());

        assertThat(tty.seen().lines().filter(it -> it.matches("line \\d+ of this"))).hasSize(20);
        assertThat(tty.seen().lines()).hasSize(22);
    }

    private TerminalScreen live(FakeTty on, int width) {
        return new TerminalScreen(on.out(), new Look(true, false, () -> width), clock);
    }

    private static JobId other() {
        return new JobId(UUID.randomUUID());
    }

    private StatusView view(String stage, int percent, String headline) {
        return view(Told.JOB, stage, percent, headline, false);
    }

    private StatusView view(JobId job, String stage, int percent, String headline, boolean over) {
        var since = new TestClock().instant();
        return new StatusView(job, headline, stage, percent, since, List.of(), over);
    }
}
