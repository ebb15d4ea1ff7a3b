package dev.mosaic.stitcher.command.language;

import dev.mosaic.stitcher.command.CommandSettings;
import dev.mosaic.stitcher.command.FreeText;
import dev.mosaic.stitcher.text.HelpText;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Reads the command language. Pure and total: every text gives an answer, none makes it throw, and
 * none takes more than linear time. Of a very long text only the beginning is looked at.
 */
@Component
public final class CommandParser {
    /** Characters that are looked at; an addressed text that is longer is refused. */
    static final int LOOKED_AT = 65_536;

    private static final int LONGEST_STOP = 200;
    private static final Set<String> STOP_WORDS = Set.of("stop", "cancel", "kill");

    private final MentionFinder mentions;

    public CommandParser(CommandSettings settings) {
        this.mentions = new MentionFinder(settings.mentions());
    }

    /** Reads a text that may or may not be addressed to Mosaic. */
    public Parsed parse(String text) {
        return read(cleaned(text), text.length() > LOOKED_AT);
    }

    /**
     * Reads a text that is addressed to Mosaic by where it was said, such as a prompt. A mention is
     * allowed, and a number alone names an issue.
     */
    public Parsed parseBare(String text) {
        return readBare(cleaned(text), text.length() > LOOKED_AT);
    }

    /**
     * True if the whole text is {@code stop}, {@code cancel} or {@code kill}, mentions, greetings
     * and punctuation aside: in the thread of a running job that is a command.
     */
    public boolean stopWord(String text) {
        if (text.length() > LONGEST_STOP) {
            return false;
        }
        var words = new Words(mentions.withoutMention(cleaned(text)));
        var stops = 0;
        while (!words.isEmpty()) {
            var word = words.next();
            if (STOP_WORDS.contains(MentionFinder.lowerWithoutPoints(word))) {
                stops++;
            } else if (!MentionFinder.isPolite(word)) {
                return false;
            }
        }
        return stops == 1;
    }

    /**
     * What a store keeps of a text: all of it, or no more than is needed to see that it is too
     * long; and nothing that no command may hold.
     */
    public static String kept(String text) {
        return FreeText.unstripped(text.substring(0, Math.min(text.length(), LOOKED_AT + 1)));
    }

    /** As {@link #parse}, for a text that is clean already. */
    Parsed read(CharSequence text, boolean cut) {
        var addressed = mentions.addressed(text);
        if (addressed.isEmpty()) {
            return new Parsed.NotForUs();
        }
        if (addressed.size() > 1) {
            return new Parsed.Misunderstood(
                    HelpText.manyCommands(addressed.size()), HelpText.ONE_COMMAND);
        }
        return cut ? tooLong() : new CommandReader(addressed.getFirst(), false).read();
    }

    private Parsed readBare(CharSequence text, boolean cut) {
        if (FreeText.strip(text).isEmpty()) {
            return new Parsed.NotForUs();
        }
        return cut ? tooLong() : new CommandReader(mentions.withoutMention(text), true).read();
    }

    private static Parsed tooLong() {
        return new Parsed.Misunderstood(HelpText.tooLong(LOOKED_AT), HelpText.SHORTEN);
    }

    private static String cleaned(String text) {
        return FreeText.unstripped(text.length() > LOOKED_AT ? text.substring(0, LOOKED_AT) : text);
    }
}
