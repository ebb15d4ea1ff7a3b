package dev.mosaic.stitcher.command.language;

import static dev.mosaic.stitcher.command.CommandSettingsTest.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Command.Verb;
import dev.mosaic.stitcher.command.FixOptions;
import dev.mosaic.stitcher.command.FixOptions.Money;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.policy.GateProfile;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandParserTest {
    private static final Target IMPLIED = new Target.Implied();
    private static final RepoName SHOP = new RepoName("acme", "shop");

    private final CommandParser parser = new CommandParser(settings("@mosaic"));

    @Test
    void fixTakesEveryOption() {
        var text =
                "@mosaic fix #12 budget=5$ time=20m profile=strict engine=claude model=a/b:1"
                        + " priority=high base=release/1.x yolo Keep the API\nand the tests";
        assertThat(understood(text))
                .isEqualTo(
                        new Command.Fix(
                                new Target.Issue(12),
                                new FixOptions(
                                        new Money(500),
                                        Duration.ofMinutes(20),
                                        GateProfile.STRICT,
                                        "claude",
                                        "a/b:1",
                                        3,
                                        "release/1.x",
                                        true),
                                "Keep the API\nand the tests"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@mosaic fix #12",
                "  @Mosaic  FIX #12 ",
                "/mosaic fix #12",
                "hi @mosaic, please fix #12",
                "Hey, @mosaic: fix #12.",
                "ok please @mosaic fix: #12",
                "Looks bad.\n\n@mosaic fix #12",
                "> @mosaic fix #11\n\n@mosaic fix #12",
                "```\n@mosaic fix #11\n```\n@mosaic fix #12",
                "`x`\n@mosaic fix #12",
                "a stray ` and\n\n@mosaic fix #12",
                "<!-- @mosaic fix #11 -->\n@mosaic fix #12",
                "the <codec> fails\n@mosaic fix #12",
                "@mosaic\u00a0fix\u00a0#12",
                "@mosaic\nfix #12",
                "@mosaic fix\t#12\r\n"
            })
    void sameCommandInManyClothes(String text) {
        assertThat(understood(text))
                .isEqualTo(new Command.Fix(new Target.Issue(12), FixOptions.NONE, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "tell @mosaic fix #1",
                "mosaic fix #1",
                "@mosaic-ci fix #1",
                "@mosaic.org fix #1",
                "@mosaicfix #1",
                "/mosaic/fix #1",
                "> @mosaic fix #1",
                "   > @mosaic fix #1",
                ">@mosaic fix #1",
                "`@mosaic fix #1`",
                "``a\n@mosaic fix #1\n``",
                "    @mosaic fix #1",
                "\t@mosaic fix #1",
                "```\n@mosaic fix #1\n```",
                "```\n@mosaic fix #1",
                "~~~~ sh\n~~~\n@mosaic fix #1\n~~~~",
                "- ```\n  @mosaic fix #1\n  ```",
                "<!-- @mosaic fix #1 -->",
                "<!--\n@mosaic fix #1\n-->",
                "<!--\n@mosaic fix #1",
                "x <!-- y\n@mosaic fix #1\n-->",
                "<pre>\n@mosaic fix #1\n</pre>",
                "<BLOCKQUOTE>\n@mosaic fix #1\n</blockquote>",
                "hi hi hi hi hi @mosaic fix #1"
            })
    void whatIsNotSaidToUsIsIgnored(String text) {
        assertThat(parser.parse(text)).isEqualTo(new Parsed.NotForUs());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@mosaic fix #123; rm -rf /",
                "@mosaic fix #123;rm",
                "@mosaic fix #",
                "@mosaic fix #x",
                "@mosaic fix #0",
                "@mosaic fix #1234567890123",
                "@mosaic fix 12",
                "@mosaic fix a/b/c#1",
                "@mosaic fix shop#1",
                "@mosaic fix https://git.example.org/acme/shop",
                "@mosaic fix https://me@git.example.org/acme/shop/issues/1",
                "@mosaic fix #1 #2",
                "@mosaic fix #1 colour=red",
                "@mosaic fix #1 colour:red",
                "@mosaic fix #1 budget=0",
                "@mosaic fix #1 budget=-5$",
                "@mosaic fix #1 budget=5€",
                "@mosaic fix #1 budget=5.555",
                "@mosaic fix #1 budget=99999999999999999999",
                "@mosaic fix #1 time=20",
                "@mosaic fix #1 time=0m",
                "@mosaic fix #1 time=8d",
                "@mosaic fix #1 time=٢m",
                "@mosaic fix #1 priority=11",
                "@mosaic fix #1 profile=lax",
                "@mosaic fix #1 engine=../x",
                "@mosaic fix #1 base=../x",
                "@mosaic fix #1 base=-x",
                "@mosaic fix #1 time=1m time=2m",
                "@mosaic fix #1 yolo yolo",
                "@mosaic fix #1 model=",
                "@mosaic status #1 now what",
                "@mosaic logs #1 cooking",
                "@mosaic jobs all",
                "@mosaic use shop",
                "@mosaic use",
                "@mosaic ask",
                "@mosaic say 0123abcd",
                "@mosaic reject 0123abcd",
                "@mosaic dance",
                "@mosaic fix #1\n@mosaic fix #2"
            })
    void mistakesAreAnsweredAndNothingElse(String text) {
        assertThat(parser.parse(text)).isInstanceOf(Parsed.Misunderstood.class);
    }

    @ParameterizedTest
    @CsvSource({
        "@mosaic fux #1, `fix`",
        "@mosaic statsu, `status`",
        "@mosaic killall, `kill-all`",
        "@mosaic help fxi, `fix`",
        "@mosaic fix #1 profil=strict, `profile=`",
        "@mosaic fix #1 tiem:5m, `time=`"
    })
    void nearMissesGetASuggestion(String text, String suggestion) {
        assertThat(misunderstood(text).hint()).contains("Did you mean " + suggestion);
    }

    @Test
    void farMissesDoNot() {
        assertThat(misunderstood("@mosaic reticulate").hint())
                .isEqualTo("`help` lists what can be asked.");
    }

    @ParameterizedTest
    @CsvSource({
        "5$,500",
        "$5,500",
        "5,500",
        "5usd,500",
        "5 USD,500",
        "5 $,500",
        "2.5$,250",
        "0.01,1",
        "10000$,1000000"
    })
    void moneyIsWrittenInManyWays(String written, long cents) {
        assertThat(options("budget=" + written).budget()).isEqualTo(new Money(cents));
        assertThat(options("budget: " + written).budget()).isEqualTo(new Money(cents));
    }

    @ParameterizedTest
    @CsvSource({"90s,90", "20m,1200", "20 minutes,1200", "1h30m,5400", "1H,3600", "7d,604800"})
    void timeIsWrittenInManyWays(String written, long seconds) {
        assertThat(options("time=" + written).time()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({
        "urgent,1",
        "high,3",
        "normal,5",
        "low,8",
        "p0,1",
        "P1,3",
        "p2,5",
        "p3,8",
        "1,1",
        "10,10"
    })
    void priorityHasNamesAndNumbers(String written, int priority) {
        assertThat(options("priority=" + written).priority()).isEqualTo(priority);
    }

    @Test
    void issuesAreNamedInManyWays() {
        assertThat(issue("acme/shop#7")).isEqualTo(new Target.IssueOf(SHOP, 7));
        assertThat(issue("https://git.example.org/acme/shop/issues/7"))
                .isEqualTo(new Target.IssueAt("https://git.example.org", SHOP, 7));
        assertThat(issue("<https://h:3000/sub/acme/shop/pulls/7/?a=b#issuecomment-9|shop>"))
                .isInstanceOf(Target.Implied.class);
        assertThat(issue("<https://h:3000/sub/acme/shop/pulls/7?a=b#issuecomment-9|shop>"))
                .isEqualTo(new Target.IssueAt("https://h:3000/sub", SHOP, 7));
        assertThat(understood("@mosaic fix")).isEqualTo(fix(IMPLIED, ""));
    }

    @Test
    void numberAloneIsAnIssueAtAPromptOnly() {
        assertThat(parser.parseBare("fix 12")).isEqualTo(bare(fix(new Target.Issue(12), "")));
        assertThat(parser.parseBare("@mosaic fix 12 3 tests fail"))
                .isEqualTo(bare(fix(new Target.Issue(12), "3 tests fail")));
        assertThat(parser.parseBare("fix 12; rm")).isInstanceOf(Parsed.Misunderstood.class);
        assertThat(parser.parseBare("fix 2nd test")).isEqualTo(bare(fix(IMPLIED, "2nd test")));
        assertThat(misunderstood("@mosaic fix 12").hint()).contains("#123");
    }

    @Test
    void jobsAreNamedByTheirDigits() {
        assertThat(understood("@mosaic cancel 0123ABCD"))
                .isEqualTo(new Command.Cancel(new Target.Job("0123abcd")));
        assertThat(understood("@mosaic stop 01234567"))
                .isEqualTo(new Command.Cancel(new Target.Job("01234567")));
        var whole = "0193d5e0-0000-7000-8000-00000000abcd";
        assertThat(understood("@mosaic status " + whole))
                .isEqualTo(new Command.Status(new Target.Job(whole)));
        assertThat(understood("@mosaic retry 0123abcd use -- dashes"))
                .isEqualTo(new Command.Retry(new Target.Job("0123abcd"), "use -- dashes"));
    }

    @Test
    void freeTextMayLookLikeAnything() {
        assertThat(understood("@mosaic fix #1 Foo::bar() is wrong: see"))
                .isEqualTo(fix(new Target.Issue(1), "Foo::bar() is wrong: see"));
        assertThat(understood("@mosaic fix #1 Note: a=b"))
                .isEqualTo(fix(new Target.Issue(1), "Note: a=b"));
        assertThat(understood("@mosaic fix #1 https://h/trace/1 shows it"))
                .isEqualTo(fix(new Target.Issue(1), "https://h/trace/1 shows it"));
        assertThat(understood("@mosaic fix #1 -- time=5m is the bug"))
                .isEqualTo(fix(new Target.Issue(1), "time=5m is the bug"));
        assertThat(understood("@mosaic fix #1 C# only"))
                .isEqualTo(fix(new Target.Issue(1), "C# only"));
    }

    @Test
    void optionsMayStandBeforeTheIssue() {
        assertThat(understood("@mosaic fix yolo time:5m, #3"))
                .isEqualTo(understood("@mosaic fix #3 time=5m yolo"));
    }

    @Test
    void otherVerbsAreRead() {
        assertThat(understood("@mosaic")).isEqualTo(new Command.Help());
        assertThat(understood("@mosaic help fix please")).isEqualTo(new Command.Help(Verb.FIX));
        assertThat(understood("@mosaic jobs!\nThanks a lot")).isEqualTo(new Command.Jobs());
        assertThat(understood("@mosaic logs inspect"))
                .isEqualTo(new Command.Logs(IMPLIED, Stage.INSPECT));
        assertThat(understood("@mosaic use acme/shop")).isEqualTo(new Command.Use(SHOP));
        assertThat(understood("@mosaic pause acme/shop release"))
                .isEqualTo(new Command.Pause(SHOP, "release"));
        assertThat(understood("@mosaic pause release"))
                .isEqualTo(new Command.Pause(null, "release"));
        assertThat(understood("@mosaic kill-all fire")).isEqualTo(new Command.KillAll("fire"));
    }

    @Test
    void otherNamesCanBeListenedTo() {
        var other = new CommandParser(settings("@tiles", "<@U1>"));
        assertThat(other.parse("@tiles jobs")).isEqualTo(bare(new Command.Jobs()));
        assertThat(other.parse("/tiles jobs")).isEqualTo(bare(new Command.Jobs()));
        assertThat(other.parse("<@u1> jobs")).isEqualTo(bare(new Command.Jobs()));
        assertThat(other.parse("@mosaic jobs")).isEqualTo(new Parsed.NotForUs());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stop",
                " STOP! ",
                "@mosaic stop",
                "/mosaic kill.",
                "please cancel",
                "ok @mosaic, stop"
            })
    void loneStopWordIsHeard(String text) {
        assertThat(parser.stopWord(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "stop it", "> stop", "`stop`", "do not stop", "stop stop", "@mosaic"})
    void otherTextIsNoStopWord(String text) {
        assertThat(parser.stopWord(text)).isFalse();
    }

    @Test
    void addressedTextThatIsTooLongIsRefusedAndNotCut() {
        var text = "@mosaic fix #1 " + "a".repeat(CommandParser.LOOKED_AT);
        assertThat(misunderstood(text).what()).contains("65536");
        assertThat(parser.parse("x\n".repeat(40_000) + "@mosaic fix #1"))
                .isEqualTo(new Parsed.NotForUs());
    }

    private Command understood(String text) {
        assertThat(parser.parse(text)).as(text).isInstanceOf(Parsed.Understood.class);
        return ((Parsed.Understood) parser.parse(text)).command();
    }

    private Parsed.Misunderstood misunderstood(String text) {
        assertThat(parser.parse(text)).as(text).isInstanceOf(Parsed.Misunderstood.class);
        return (Parsed.Misunderstood) parser.parse(text);
    }

    private FixOptions options(String written) {
        return ((Command.Fix) understood("@mosaic fix #1 " + written + " and more")).options();
    }

    private Target issue(String written) {
        var parsed = parser.parse("@mosaic fix " + written);
        return parsed instanceof Parsed.Understood(Command.Fix fix) ? fix.issue() : IMPLIED;
    }

    private static Command fix(Target issue, String instructions) {
        return new Command.Fix(issue, FixOptions.NONE, instructions);
    }

    private static Parsed bare(Command command) {
        return new Parsed.Understood(command);
    }
}
