package dev.mosaic.stitcher.command;

import static dev.mosaic.stitcher.command.CommandSettingsTest.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mosaic.stitcher.access.Right;
import dev.mosaic.stitcher.command.Command.Verb;
import dev.mosaic.stitcher.command.CommandCatalog.Entry;
import dev.mosaic.stitcher.command.language.CommandParser;
import dev.mosaic.stitcher.command.language.Parsed;
import dev.mosaic.stitcher.text.HelpText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommandCatalogTest {
    private static final Path PAGE = Path.of("..", "docs", "commands.md");
    private static final Path MADE = Path.of("target", "commands.md");

    @Test
    void everyVerbHasOneEntry() {
        assertThat(CommandCatalog.all()).extracting(Entry::verb).containsExactly(Verb.values());
    }

    @Test
    void whatIsNotBuiltIsNotInHelp() {
        assertThat(CommandCatalog.help())
                .extracting(HelpText.Entry::verb)
                .containsExactly(
                        "fix",
                        "review",
                        "check",
                        "status",
                        "jobs",
                        "queue",
                        "logs",
                        "cancel",
                        "retry",
                        "priority",
                        "approve",
                        "reject",
                        "say",
                        "whoami",
                        "help",
                        "kill",
                        "kill-all",
                        "pause",
                        "resume");
        var help = HelpText.help(CommandCatalog.help(), "@mosaic");
        assertThat(help).contains("@mosaic fix #123").doesNotContain("plan", "@mosaic budget");
    }

    @Test
    void everyExampleIsUnderstoodAsItsVerb() {
        var parser = new CommandParser(settings("@mosaic"));
        for (var entry : CommandCatalog.help()) {
            assertThat(parser.parse("@mosaic " + entry.example()))
                    .as(entry.example())
                    .isInstanceOfSatisfying(
                            Parsed.Understood.class,
                            understood ->
                                    assertThat(understood.command().verb().word())
                                            .isEqualTo(entry.verb()));
        }
    }

    @Test
    void whatChangesARepositoryNeedsMoreThanReading() {
        assertThat(CommandCatalog.all())
                .filteredOn(entry -> entry.needs() == Right.WRITE)
                .extracting(Entry::verb)
                .contains(Verb.FIX, Verb.CANCEL, Verb.RETRY, Verb.KILL, Verb.APPROVE, Verb.SAY);
        assertThat(CommandCatalog.all())
                .filteredOn(entry -> entry.needs() == Right.INSTANCE_ADMIN)
                .extracting(Entry::verb)
                .containsExactly(Verb.KILL_ALL, Verb.PAUSE, Verb.RESUME, Verb.BUDGET);
    }

    @Test
    void pageAboutCommandsIsMadeFromTheCatalog() throws IOException {
        var wanted = HelpText.page(CommandCatalog.help(), "@mosaic");
        Files.writeString(MADE, wanted);
        assertThat(PAGE).as("copy stitcher/%s to docs", MADE).hasContent(wanted);
    }
}
