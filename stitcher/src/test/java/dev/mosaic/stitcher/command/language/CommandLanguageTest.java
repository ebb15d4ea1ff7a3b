package dev.mosaic.stitcher.command.language;

import static dev.mosaic.stitcher.command.CommandSettingsTest.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.command.Command;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

@Domain(CommandDomain.class)
@Domain(DomainContext.Global.class)
class CommandLanguageTest {
    private final CommandParser parser = new CommandParser(settings("@mosaic"));

    @Property(tries = 2_000)
    void noTextMakesItThrow(@ForAll String text) {
        assertThat(parser.parse(text)).isNotNull();
        assertThat(parser.parseBare(text)).isNotNull();
        assertThat(parser.parse("@mosaic " + text)).isNotInstanceOf(Parsed.NotForUs.class);
        assertThat(parser.stopWord(text + "stop" + text)).isIn(true, false);
    }

    @Property(tries = 3_000)
    void noMixOfItsOwnWordsMakesItThrow(@ForAll("scraps") String text) {
        assertThat(parser.parse(text)).isNotNull();
        assertThat(parser.parseBare(text)).isNotNull();
    }

    @Property(tries = 2_000)
    void whatIsWrittenIsReadBack(@ForAll Command command) {
        assertThat(parser.parseBare(CommandText.of(command)))
                .isEqualTo(new Parsed.Understood(command));
    }

    @Property
    void mentionAndSlashMeanTheSame(@ForAll Command command) {
        var written = CommandText.of(command);
        assertThat(parser.parse("/mosaic " + written))
                .isEqualTo(parser.parse("@mosaic " + written));
        assertThat(parser.parse("@mosaic " + written)).isEqualTo(new Parsed.Understood(command));
    }

    @Property
    void greetingsChangeNothing(@ForAll Command command, @ForAll("greetings") String greeting) {
        var written = CommandText.of(command);
        var plain = parser.parse("@mosaic " + written);
        assertThat(parser.parse(greeting + " @mosaic " + written)).isEqualTo(plain);
        assertThat(parser.parse("@mosaic, " + greeting + " " + written)).isEqualTo(plain);
    }

    @Property
    void colonBindsLikeEquals(@ForAll Command.Fix fix) {
        var optionsOnly = new Command.Fix(fix.issue(), fix.options(), "");
        var written = CommandText.of(optionsOnly);
        var address = written.startsWith("fix http");
        var colons = address ? written : written.replace('=', ':');
        assertThat(parser.parseBare(colons)).isEqualTo(new Parsed.Understood(optionsOnly));
    }

    @Property
    void quotedCommandsAreIgnored(@ForAll Command command) {
        var quoted = "> " + ("@mosaic " + CommandText.of(command)).replace("\n", "\n> ");
        assertThat(parser.parse(quoted)).isEqualTo(new Parsed.NotForUs());
    }

    @Property
    void commandsInCodeAreIgnored(@ForAll Command command) {
        var written = "@mosaic " + CommandText.of(command);
        var fence = "`".repeat(longestRun(written, '`') + 3);
        assertThat(parser.parse(fence + "\n" + written + "\n" + fence))
                .isEqualTo(new Parsed.NotForUs());
        assertThat(parser.parse("    " + written.replace("\n", "\n    ")))
                .isEqualTo(new Parsed.NotForUs());
        assertThat(parser.parse("<!--\n" + written.replace("-->", "")))
                .isEqualTo(new Parsed.NotForUs());
    }

    @Property
    void writtenCommandsHoldNoControlCharacters(@ForAll Command command) {
        assertThat(CommandText.of(command).chars())
                .noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t');
    }

    @Provide
    Arbitrary<String> greetings() {
        return Arbitraries.of("hi", "Hello,", "hey!", "please", "ok, please", "Hi! hey", "thanks,");
    }

    @Provide
    Arbitrary<String> scraps() {
        var pieces =
                Arbitraries.of(
                        "@mosaic",
                        "/mosaic",
                        "fix",
                        "retry",
                        "say",
                        "pause",
                        "logs",
                        "help",
                        "--",
                        "#",
                        "#1",
                        "1",
                        "=",
                        ":",
                        "budget",
                        "budget=",
                        "$",
                        "5$",
                        "time:",
                        "20m",
                        "yolo",
                        "a/b#1",
                        "https://",
                        "https://h/a/b/issues/1",
                        "<",
                        ">",
                        "|",
                        "`",
                        "```",
                        "~~~",
                        "<!--",
                        "-->",
                        "<pre",
                        "</pre",
                        "\n",
                        "\r",
                        "\n\n",
                        " ",
                        "    ",
                        "\t",
                        "\u0000",
                        "\u001b[31m",
                        "\ud800",
                        "\udc00",
                        "\u202e",
                        "é",
                        "İ",
                        "0123abcd",
                        "please",
                        ",",
                        ".",
                        "-",
                        "1.",
                        "\ufeff");
        return pieces.list().ofMaxSize(40).map(list -> String.join("", list));
    }

    private static int longestRun(String text, char sign) {
        var longest = 0;
        var run = 0;
        for (var c : text.toCharArray()) {
            run = c == sign ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }
}
