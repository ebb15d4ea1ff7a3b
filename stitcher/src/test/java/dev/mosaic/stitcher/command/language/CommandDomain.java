package dev.mosaic.stitcher.command.language;

import dev.mosaic.stitcher.command.Command;
import dev.mosaic.stitcher.command.Command.Verb;
import dev.mosaic.stitcher.command.FixOptions;
import dev.mosaic.stitcher.command.FixOptions.Money;
import dev.mosaic.stitcher.command.FreeText;
import dev.mosaic.stitcher.command.Target;
import dev.mosaic.stitcher.forge.RepoName;
import dev.mosaic.stitcher.job.Stage;
import dev.mosaic.stitcher.policy.GateProfile;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Every command that can be. */
class CommandDomain extends DomainContextBase {
    @Provide
    Arbitrary<Command> commands() {
        var targets = targets();
        var texts = texts();
        var reasons = texts.filter(text -> !FreeText.clean(text).isEmpty());
        var repos = repos().injectNull(0.3);
        return Arbitraries.oneOf(
                fixes(),
                targets.map(Command.Plan::new),
                Combinators.combine(changes(), branches(), times(), texts).as(Command.Review::new),
                Combinators.combine(changes(), branches()).as(Command.Check::new),
                reasons.map(Command.Ask::new),
                targets.map(Command.Status::new),
                Arbitraries.of(
                        new Command.Jobs(),
                        new Command.Queue(),
                        new Command.Link(),
                        new Command.Whoami(),
                        new Command.Budget()),
                Combinators.combine(targets, Arbitraries.of(Stage.class).injectNull(0.3))
                        .as(Command.Logs::new),
                targets.map(Command.Cancel::new),
                Combinators.combine(targets, texts).as(Command.Retry::new),
                Combinators.combine(targets, Arbitraries.integers().between(1, 10))
                        .as(Command.Prioritize::new),
                Combinators.combine(targets, commits().injectNull(0.5)).as(Command.Approve::new),
                Combinators.combine(targets, reasons).as(Command.Reject::new),
                Combinators.combine(targets, reasons).as(Command.Say::new),
                repos().map(Command.Use::new),
                Arbitraries.of(Verb.class).injectNull(0.2).map(Command.Help::new),
                Combinators.combine(targets, texts).as(Command.Kill::new),
                texts.map(Command.KillAll::new),
                Combinators.combine(repos, texts).as(Command.Pause::new),
                Combinators.combine(repos, texts).as(Command.Resume::new));
    }

    @Provide
    Arbitrary<Command.Fix> fixes() {
        return Combinators.combine(targets(), options(), texts()).as(Command.Fix::new);
    }

    private Arbitrary<FixOptions> options() {
        return Combinators.combine(
                        Arbitraries.longs().between(1, Money.MOST).map(Money::new).injectNull(0.5),
                        times(),
                        Arbitraries.of(GateProfile.class).injectNull(0.5),
                        Arbitraries.of("claude", "open-claw2").injectNull(0.5),
                        Arbitraries.of("m1", "vendor/Model_1.5:big@x").injectNull(0.5),
                        Arbitraries.integers().between(1, 10).injectNull(0.5),
                        branches(),
                        Arbitraries.of(true, false))
                .as(FixOptions::new);
    }

    private Arbitrary<Duration> times() {
        return Arbitraries.longs().between(1, 604_800).map(Duration::ofSeconds).injectNull(0.5);
    }

    private Arbitrary<String> branches() {
        return Arbitraries.of("main", "release/1.x").injectNull(0.5);
    }

    private Arbitrary<Target> changes() {
        return Arbitraries.oneOf(
                targets(), Arbitraries.of("main", "12", "deadbeef").map(Target.Branch::new));
    }

    private Arbitrary<Target> targets() {
        var numbers = Arbitraries.longs().between(1, 999_999_999_999L);
        var hex = Arbitraries.strings().withChars("0123456789abcdef");
        return Arbitraries.oneOf(
                Arbitraries.just(new Target.Implied()),
                hex.ofLength(8).map(Target.Job::new),
                Arbitraries.create(() -> new Target.Job("0193d5e0-0000-7000-8000-00000000abcd")),
                numbers.map(Target.Issue::new),
                Combinators.combine(repos(), numbers).as(Target.IssueOf::new),
                Combinators.combine(
                                Arbitraries.of("https://git.example.org", "http://h:3000/sub/Path"),
                                repos(),
                                numbers)
                        .as(Target.IssueAt::new));
    }

    /**
     * Whose first digit is a letter: without a job in front, others could name a job or an issue.
     */
    private Arbitrary<String> commits() {
        return Arbitraries.strings()
                .withChars("0123456789abcdef")
                .ofLength(9)
                .map(digits -> "c" + digits);
    }

    private Arbitrary<RepoName> repos() {
        var part = Arbitraries.of("a", "acme", "Shop_1", "x.y-z", "12345678", "deadbeef");
        return Combinators.combine(part, part).as(RepoName::new);
    }

    private Arbitrary<String> texts() {
        var words =
                Arbitraries.of(
                        "Keep",
                        "the",
                        "API",
                        "yolo",
                        "--",
                        "#1",
                        "a/b",
                        "a/b#2",
                        "time=5m",
                        "m",
                        "usd",
                        "x:",
                        "deadbeef",
                        "12",
                        "please",
                        "inspect",
                        "stop.",
                        "`code`",
                        "$",
                        "https://h/a/b/issues/1",
                        "é",
                        "=",
                        "<!--",
                        "-->",
                        "C#");
        var blanks = Arbitraries.of(" ", "  ", "\n", "\n\n", "\t");
        var own =
                Combinators.combine(words, blanks)
                        .as(String::concat)
                        .list()
                        .ofMaxSize(8)
                        .map(list -> String.join("", list));
        return Arbitraries.oneOf(own, Arbitraries.strings().ofMaxLength(60));
    }
}
